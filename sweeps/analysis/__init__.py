"""What a sweep's rows say: effects, indices, scores, conditions, and how far luck reaches."""

from sweeps.analysis.analyse import Analysis, analyse_sweep

__all__ = ["Analysis", "analyse_sweep"]
