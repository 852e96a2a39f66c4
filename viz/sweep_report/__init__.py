"""A sweep's analysis as pictures and as one page to read, in both languages."""

from viz.sweep_report.page import render_summary, summary_files

__all__ = ["render_summary", "summary_files"]
