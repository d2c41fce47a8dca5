"""Drafts of the mid-term report: what was asked, by theme and cluster, and what was done."""
