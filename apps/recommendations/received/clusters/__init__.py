"""Recommendations that ask for nearly the same: proposed by likeness, decided by a person."""
