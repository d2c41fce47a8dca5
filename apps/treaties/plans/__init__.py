"""Ratification as a process: a State's plan to join an instrument, stage by stage."""
