"""The choice of levers that hold up: packages bred under several shocks, within a budget."""
