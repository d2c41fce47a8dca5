"""The form of a lesson."""

from typing import Any

from apps.engagement.approval.forms import SharedForm, lines
from apps.engagement.lessons.models import Lesson
from apps.engagement.lessons.selectors import steps


class LessonForm(SharedForm):
    """A lesson, in three short texts."""

    class Meta:
        model = Lesson
        fields = (
            "title",
            "context",
            "finding",
            "advice",
            "topic",
            "step",
            "region",
            "language",
            "visibility",
        )
        widgets = {"context": lines(4), "finding": lines(4), "advice": lines(3)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step: Any = self.fields["step"]
        step.queryset = steps()
