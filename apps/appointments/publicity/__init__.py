"""Public pages: the settings that open a State, or the network, to everybody."""
