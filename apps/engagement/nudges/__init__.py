"""Nudges: the network's coordinators ask a State for news, and see that it answered."""
