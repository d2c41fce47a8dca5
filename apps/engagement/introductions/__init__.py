"""Introductions: a coordinator brings an offer and a need together; both States say yes or no."""
