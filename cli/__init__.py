"""The command line: runs scenarios, prints the planner's answer, explains every name."""
