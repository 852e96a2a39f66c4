"""The phases of a month, one a file; `sim.schedule` declares their order."""
