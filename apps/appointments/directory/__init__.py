"""The directory of the network: what States allow to be shown of those who serve."""
