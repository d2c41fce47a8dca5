"""The inhibitors and the structures that hold risks down."""
