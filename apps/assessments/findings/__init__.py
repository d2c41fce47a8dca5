"""What is known of each indicator."""
