"""What an institution is asked to rate for itself, as its own people see it."""
