"""Who writes what of engagement."""

from apps.engagement.meetings import policies as meetings

__all__ = ["meetings"]
