"""Evidence: files and links that prove what a record says, kept apart from the site's addresses."""
