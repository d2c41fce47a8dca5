"""Domestic measures: the laws by which a State carries out what an instrument asks."""
