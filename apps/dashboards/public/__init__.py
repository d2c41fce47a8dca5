"""The public pages of States and of the network, for anybody, without a login."""
