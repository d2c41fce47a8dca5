"""What people are told of engagement: each subject registers its own kinds."""

from apps.engagement.introductions import notices as introductions
from apps.engagement.nudges import notices as nudges

__all__ = ["introductions", "nudges"]
