"""Notices are found through this module; what they say stands with their subjects."""

from apps.treaties.plans import notices as plan_notices

__all__ = ["plan_notices"]
