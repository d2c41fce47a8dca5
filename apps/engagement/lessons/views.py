"""Pages of the library of lessons."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.engagement.approval.tabs import subject_tabs
from apps.engagement.approval.views import (
    SharedApproveView,
    SharedCreateView,
    SharedDeleteView,
    SharedDetailView,
    SharedListView,
    SharedMixin,
    SharedUpdateView,
    may_keep,
)
from apps.engagement.lessons.exports import LESSONS
from apps.engagement.lessons.filters import LessonFilter
from apps.engagement.lessons.forms import LessonForm
from apps.engagement.lessons.models import Lesson
from apps.engagement.lessons.selectors import lessons
from apps.engagement.lessons.services import change_lesson, tell_lesson
from apps.engagement.lessons.tables import LessonTable


class LessonMixin(SharedMixin):
    """Pages of lessons."""

    model = Lesson
    list_name = "lesson-list"
    list_title = gettext_lazy("Lessons learned")

    def get_queryset(self) -> QuerySet[Any, Any]:
        return lessons(self.actor)


class LessonListView(LessonMixin, SharedListView):
    """The library: the own State's lessons, and those that others share."""

    template_name = "engagement/list.html"
    table_class = LessonTable
    filterset_class = LessonFilter
    export = LESSONS
    export_home = False

    def asks_wider(self) -> bool:
        # A library is read across States.
        return True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = may_keep(self.actor, Lesson)
        new = {"label": _("New lesson"), "url": reverse("lesson-create"), "icon": "plus"}
        context = {
            "title": _("Engagement"),
            "subtitle": _("What States tried, what came of it, and what others may take from it."),
            "tabs": subject_tabs(self.list_name),
            "page_actions": [{**new, "primary": True, "shortcut": "c"}] if may else [],
            "empty": {
                "icon": "bulb",
                "title": _("No lesson yet"),
                "text": _("A few sentences on what worked, or did not, help the next State."),
                **({"url": new["url"], "action": new["label"]} if may else {}),
            },
        }
        return super().get_context_data(**{**context, **kwargs})


class LessonDetailView(LessonMixin, SharedDetailView):
    """One lesson."""

    template_name = "engagement/lesson.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"subtitle": self.object.get_topic_display(), **kwargs})


class LessonCreateView(LessonMixin, SharedCreateView):
    """Put a lesson into the library."""

    form_class = LessonForm
    success_message = gettext_lazy("The lesson stands in the library.")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        region = self.actor.country.regional_group
        return {**kwargs, "initial": {**kwargs["initial"], "region": region}}

    def save(self, form: Any) -> Lesson:
        return tell_lesson(
            actor=self.actor,
            country=self.actor.country,
            fields=form.changes,
            approve=form.approves,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"title": _("New lesson"), **kwargs})


class LessonUpdateView(LessonMixin, SharedUpdateView):
    """Change a lesson."""

    form_class = LessonForm
    success_message = gettext_lazy("The lesson is saved.")

    def save(self, form: Any) -> Lesson:
        return change_lesson(
            actor=self.actor,
            lesson=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
        )


class LessonApproveView(LessonMixin, SharedApproveView):
    """Approve a lesson, and decide who reads it."""


class LessonDeleteView(LessonMixin, SharedDeleteView):
    """Take away what was recorded by mistake."""
