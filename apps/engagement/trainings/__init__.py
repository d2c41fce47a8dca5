"""Trainings: what about, for whom, and how many came from which institution."""
