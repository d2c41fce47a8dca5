"""Fictional training States, filled deep enough that every page has something to show."""
