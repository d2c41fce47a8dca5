"""What a State asks civil society, what it is told, and how it answers."""
