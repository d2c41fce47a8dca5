"""Lessons learned: a library that the network searches."""
