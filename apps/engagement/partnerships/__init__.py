"""Partnerships for capacity: with whom, to what end, how far, and what came of them."""
