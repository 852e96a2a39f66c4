"""Calibration: evidence, the fit of the open parameters to it, and what that proves.

The tables and parameter files of this folder are read by the model; the code is not: it uses the
model's public interface from outside.
"""
