"""A filtered set of actions, whatever its shape: the same filters, counts and ways around it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.actions import selectors
from apps.actions.filters import ALL, NOT_FINISHED, ActionFilter
from apps.actions.models import Action, Status
from apps.actions.pages import ActionMixin
from apps.actions.view_models import Shape
from apps.actions.view_services import PASSING
from focalpoint.views import RecordSetView

ICONS = {
    Shape.LIST: "list",
    Shape.BOARD: "layout-kanban",
    Shape.CALENDAR: "calendar-month",
    Shape.TIMELINE: "timeline",
}


class ActionSetView(ActionMixin, RecordSetView):
    """The actions of the own State, or of all that share theirs; unfinished ones unless asked.

    Each shape shows the set that the URL's filters give, and nothing else: what it leaves out
    (other months, actions without a date) it counts and links to.
    """

    filterset_class = ActionFilter
    shape: ClassVar[Shape]
    # What the shape asks for besides the filters; kept when these change.
    own_parameters: ClassVar[tuple[str, ...]] = ()
    # Filters for special days.
    more = (
        "step",
        "priority",
        "lead",
        "treaty",
        "factor",
        "visibility",
        "dates",
        "due_after",
        "due_before",
        "archived",
        "country",
    )

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        data: QueryDict = self.request.GET.copy()
        data.setdefault("status", NOT_FINISHED)
        return {**super().get_filterset_kwargs(filterset_class), "data": data}

    def parts(self) -> Mapping[str, Q]:
        """The parts of the set that the shape counts."""
        return {}

    def countable(self, rows: QuerySet[Action]) -> QuerySet[Action]:
        """The rows with what ``parts`` compares."""
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filterset = self.filterset = kwargs["filter"]
        rows = filterset.narrowed(self.get_queryset(), but=("status", "due"))
        self.counts = selectors.counts(
            self.countable(rows),
            today=filterset.today,
            listed=filterset.standing,
            of_listed=self.parts(),
        )
        extra = {
            "title": _("Actions"),
            "tabs": self.tabs(),
            "shapes": self.shapes(),
            "shape": self.shape,
            "listed": self.counts["listed"],
            "filter_more": self.more,
            "filter_keep": self.kept(),
            "set_query": self.address({}, but=PASSING).removeprefix("?"),
            "renew_url": self.request.path + self.address({}, but={"shown"}),
            "clear_url": self.address({"status": NOT_FINISHED}, but=set(self.request.GET)),
            "page_actions": self.page_actions(),
            "may_create": bool(self.actor.write_states),
        }
        return super().get_context_data(**{**extra, **kwargs})

    def page_actions(self) -> list[dict[str, Any]]:
        if not self.actor.write_states:
            return []
        return [
            {"label": _("Templates"), "url": reverse("template-list"), "icon": "template"},
            {"label": _("Import"), "url": reverse("action-imports"), "icon": "table-import"},
            {"label": _("New action"), "url": reverse("action-create"), "icon": "plus"},
        ]

    def kept(self) -> list[tuple[str, str]]:
        """What the form of the filters carries along."""
        given = ((name, self.request.GET.get(name, "")) for name in self.own_parameters)
        return [(name, value) for name, value in given if value]

    def shapes(self) -> list[dict[str, Any]]:
        """The same set in each shape."""
        query = self.address({}, but=PASSING)
        return [
            {
                "label": shape.label,
                "icon": ICONS[shape],
                "url": reverse(f"action-{shape}") + (query if query != "?" else ""),
                "active": shape == self.shape,
            }
            for shape in Shape
        ]

    def tabs(self) -> list[dict[str, Any]]:
        """Where the actions under the other filters stand, each with its number."""
        places = [
            ("unfinished", _("Not finished"), {"status": NOT_FINISHED}),
            ("overdue", _("Overdue"), {"due": "overdue"}),
            ("in_review", _("In review"), {"status": Status.IN_REVIEW.value}),
            ("done", _("Done"), {"status": Status.DONE.value}),
            ("all", _("All"), {"status": ALL}),
        ]
        wanted = self.filterset.wanted
        now = (wanted.get("status") or [], wanted.get("due") or "")
        return [
            {
                "label": label,
                "url": self.address(query, but={"status", "due", "page"}),
                "count": self.counts[key],
                "active": now == ([query.get("status", NOT_FINISHED)], query.get("due", "")),
            }
            for key, label, query in places
        ]

    def address(self, query: Mapping[str, str], *, but: frozenset[str] | set[str]) -> str:
        """This query string without some parameters, and with others."""
        kept = self.request.GET.copy()
        for name in but:
            kept.pop(name, None)
        for name, value in query.items():
            kept[name] = value
        return f"?{kept.urlencode()}"

    def listed_as(self, query: Mapping[str, str], *, but: frozenset[str] | set[str]) -> str:
        """The list of a part of the set."""
        return reverse("action-list") + self.address(query, but=PASSING | but)
