"""Populations at risk, for those whom the record names."""
