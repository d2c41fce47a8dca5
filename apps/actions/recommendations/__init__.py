"""Actions that carry out what was recommended to a State."""
