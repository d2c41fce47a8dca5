"""The board: a column for each status, cards that move between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.actions.boards import Column, Place, column, columns
from apps.actions.filters import ALL, NOT_FINISHED
from apps.actions.marks import due_mark, priority_mark
from apps.actions.models import UNFINISHED, Action, Priority, Status
from apps.actions.set_views import ActionSetView
from apps.actions.view_models import Shape
from focalpoint.policies import allowed
from focalpoint.transitions import next_statuses
from focalpoint.ui.navigation import Text
from focalpoint.ui.tones import tone_of


@dataclass(frozen=True)
class Card:
    """An action on the board with its marks; ``moves`` is empty for those who only read it."""

    action: Action
    due: SafeString | str
    priority: SafeString | str
    moves: list[tuple[str, Text]]

    @property
    def next(self) -> str:
        """The statuses that may follow, for the script that moves cards."""
        return " ".join(value for value, _label in self.moves)


class CardsMixin(ActionSetView):
    """Pages that make cards."""

    def cards(self, found: Column | None) -> list[Card]:
        return [self.card(action) for action in found.actions] if found else []

    def card(self, action: Action) -> Card:
        may = allowed(self.actor, "change", action)
        following = next_statuses(action) if may else set()
        today = action.country.local_date(timezone.now())
        return Card(
            action=action,
            due=due_mark(action, today) if action.due_on else "",
            priority=priority_mark(action) if action.priority != Priority.NORMAL else "",
            moves=[(status.value, status.label) for status in Status if status in following],
        )

    def more_url(self, found: Column | None) -> str:
        if found is None or found.next is None:
            return ""
        here = reverse("action-board-column", kwargs={"status": found.status.value})
        return here + self.address({"after": str(found.next)}, but={"after", "shown"})


class ActionBoardView(CardsMixin):
    """The set by status; what the filters leave out is a narrow column to drop cards on."""

    template_name = "actions/board.html"
    shape = Shape.BOARD

    def parts(self) -> Mapping[str, Q]:
        return {f"of_{status}": Q(status=status) for status in Status}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = [status for status in Status if status in self.wanted_statuses()]
        found = columns(self.object_list, shown, self.sizes())
        return {
            **context,
            "columns": [self.column(status, found.get(status)) for status in Status],
        }

    def wanted_statuses(self) -> set[str]:
        """The statuses that the filters let through."""
        wanted = self.filterset.wanted
        asked = set(wanted.get("status") or [ALL])
        let = set(Status.values) if ALL in asked else asked & set(Status.values)
        if NOT_FINISHED in asked:
            let |= set(UNFINISHED)
        # Whatever has a deadline before it is not finished.
        return let & set(UNFINISHED) if wanted.get("due") else let

    def sizes(self) -> dict[Status, int]:
        """How many cards each column had when the board is renewed: ``open.40-done.20``."""
        pairs = (pair.partition(".") for pair in self.request.GET.get("shown", "").split("-"))
        return {
            Status(name): int(number)
            for name, _dot, number in pairs
            if name in Status.values and number.isdecimal() and len(number) < 5
        }

    def column(self, status: Status, found: Column | None) -> dict[str, Any]:
        tone, icon = tone_of(status)
        return {
            "status": status.value,
            "label": status.label,
            "tone": tone,
            "icon": icon,
            "is_open": found is not None,
            "count": self.counts[f"of_{status}"],
            "cards": self.cards(found),
            "more": self.more_url(found),
            "list_url": self.listed_as({"status": status.value}, but={"status"}),
            "show_url": self.address({"status": ALL}, but={"status", "due"}),
        }


class ActionBoardColumnView(CardsMixin):
    """More cards of one column, for the board's own script."""

    shape = Shape.BOARD
    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            status, after = Status(kwargs["status"]), Place.parse(request.GET.get("after", ""))
        except ValueError as error:
            raise Http404(_("There is no such column.")) from error
        self.filterset = self.get_filterset(self.get_filterset_class())
        found = column(self.filterset.qs, status, after)
        cards = {"cards": self.cards(found), "more": self.more_url(found)}
        return render(request, "actions/includes/cards.html", cards)
