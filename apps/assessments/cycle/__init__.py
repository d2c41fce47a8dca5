"""The phases of an assessment, their dates, and where it stands."""
