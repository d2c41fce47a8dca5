"""Factors judged anew between two assessments, and the level of each that is in force."""
