"""Drafting: kinds of documents as lists of sections, each put in words from the record."""
