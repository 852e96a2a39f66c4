"""The patterns the model must show, each as an experiment that tests assert and docs/ plots.

An experiment runs the model on the small `sample` region under the conditions its pattern states
and returns numbers; `python -m tools.patterns` draws them and writes docs/patterns.md.
"""
