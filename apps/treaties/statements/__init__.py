"""Reservations, declarations, objections, notifications and territorial applications."""
