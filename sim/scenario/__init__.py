"""Scenarios: short files that say what differs from the baseline, checked and resolved."""

from sim.scenario.loading import scenario_names, scenario_over
from sim.scenario.models import Difference, Lever, Run, Scenario, Shock

__all__ = ["Difference", "Lever", "Run", "Scenario", "Shock", "scenario_names", "scenario_over"]
