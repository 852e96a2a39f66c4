"""Accounting: what can be booked, the books of one run, and their audit."""
