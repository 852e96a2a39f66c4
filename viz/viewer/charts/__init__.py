"""Charts of an outcome as data for ECharts, each with its table."""
