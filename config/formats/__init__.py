"""Formats of dates where Django's own do not fit the United Nations' usage."""
