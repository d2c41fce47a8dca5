"""What happens between two assessments."""
