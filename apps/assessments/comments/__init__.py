"""What assessors and reviewers say of a factor, and how it was settled."""
