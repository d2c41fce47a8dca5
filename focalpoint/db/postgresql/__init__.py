"""PostgreSQL as Django's backend talks to it, but for how an idle connection is tried."""
