"""What States owe."""
