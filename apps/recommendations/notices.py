"""Notices are found through this module; what they say stands with their subjects."""

from apps.recommendations.received import telling

__all__ = ["telling"]
