"""How fast the model is, measured on the machine at hand: `python -m benchmarks`.

Each module measures one thing and returns rows; nothing here is a test, and no test times anything.
"""
