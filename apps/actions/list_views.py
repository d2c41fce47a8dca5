"""The list of actions."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.actions import selectors
from apps.actions.exports import ACTIONS
from apps.actions.filters import ALL, NOT_FINISHED, ActionFilter
from apps.actions.models import UNFINISHED, Status
from apps.actions.pages import ActionMixin
from apps.actions.search import Found
from apps.actions.tables import ActionTable, CountedRows
from focalpoint.views import RecordListView


class ActionListView(ActionMixin, RecordListView):
    """The actions of the own State, or of all that share theirs; unfinished ones unless asked."""

    template_name = "actions/list.html"
    filterset_class = ActionFilter
    table_class = ActionTable
    export = ACTIONS
    # Filters for special days.
    more = (
        "step",
        "priority",
        "lead",
        "treaty",
        "factor",
        "visibility",
        "due_after",
        "due_before",
        "country",
    )

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        data: QueryDict = self.request.GET.copy()
        data.setdefault("status", NOT_FINISHED)
        return {**super().get_filterset_kwargs(filterset_class), "data": data}

    def get_table_data(self) -> Any:
        return CountedRows(self.in_order(self.object_list), self.counts["listed"])

    def sorted_as_listed(self, rows: Any) -> Any:
        return super().sorted_as_listed(self.in_order(rows))

    @property
    def export_state(self) -> Any:
        home = self.actor.country
        return home if home is not None and self.filterset.countries == [home.pk] else None

    def in_order(self, rows: Any) -> Any:
        """The next deadline first; the newest first where finished actions stand among them.

        Of what a search finds, what has the words in its title goes before the rest.
        """
        wanted = self.filterset.wanted
        status = set(wanted.get("status") or [])
        owed = wanted.get("due") or (status and status <= {NOT_FINISHED, *UNFINISHED})
        order = ["due_on", "id"] if owed else ["-id"]
        if text := wanted.get("q"):
            found = Found(text, countries=self.filterset.countries, in_title=True)
            return rows.order_by(found.desc(), *order)
        return rows.order_by(*order)

    def get_table_kwargs(self) -> dict[str, Any]:
        hidden = ["updated_at"]
        if self.filterset.countries is not None:
            hidden.append("country")
        if not self.actor.write_states:
            hidden.append("finish")
        return {"actor": self.actor, "exclude": hidden}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filterset = self.filterset = kwargs["filter"]
        rows = filterset.narrowed(self.get_queryset(), but=("status", "due"))
        self.counts = selectors.counts(rows, today=filterset.today, listed=filterset.standing)
        extra = {
            "title": _("Actions"),
            "tabs": self.tabs(),
            "filter_more": self.more,
            "page_actions": self.page_actions(),
            "may_create": bool(self.actor.write_states),
        }
        return super().get_context_data(**{**extra, **kwargs})

    def page_actions(self) -> list[dict[str, Any]]:
        if not self.actor.write_states:
            return []
        return [{"label": _("New action"), "url": reverse("action-create"), "icon": "plus"}]

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
                "url": self.address(query),
                "count": self.counts[key],
                "active": now == ([query.get("status", NOT_FINISHED)], query.get("due", "")),
            }
            for key, label, query in places
        ]

    def address(self, query: dict[str, str]) -> str:
        """This list with other filters of status and deadline, on its first page."""
        kept = self.request.GET.copy()
        for name in ("status", "due", "page"):
            kept.pop(name, None)
        kept.update(query)
        return f"?{kept.urlencode()}"
