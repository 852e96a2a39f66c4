"""The state of a run: households and holdings as columns, markets and cooperatives as rows."""
