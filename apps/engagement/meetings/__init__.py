"""Meetings, dialogues and reviews: who took part, what was said, what was promised there."""
