"""What States offer each other and what they need, and how the two are brought together."""
