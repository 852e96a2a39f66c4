"""The calibration's report: one HTML page in both languages, made from its stored tables alone."""

from calibration.report.page import write_report

__all__ = ["write_report"]
