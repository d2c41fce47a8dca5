"""Independent ratings: what institutions say of factors before a level is agreed."""
