"""Reference data from files: read and checked as a whole, then brought in line as a whole."""
