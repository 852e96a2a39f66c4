"""The report of a result: one HTML file in both languages, for reading, sending and printing."""

from viz.report.render import render_report

__all__ = ["render_report"]
