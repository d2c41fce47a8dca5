"""Actions that serve the priorities of the strategy, and what a new action begins with."""
