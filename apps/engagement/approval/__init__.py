"""What States share of their engagement: the network reads it once it is approved."""
