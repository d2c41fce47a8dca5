"""Recommendations that States have received: read from public documents, worked on by the State."""
