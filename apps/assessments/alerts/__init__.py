"""Escalations: whom the State tells of an event, and what was decided."""
