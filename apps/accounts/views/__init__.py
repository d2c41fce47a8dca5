"""Pages of accounts: one's own, the people of a State, their invitations."""
