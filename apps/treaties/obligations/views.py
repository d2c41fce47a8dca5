"""Pages of what a State owes: the list, a duty with its rule and dates, one date."""

from typing import Any

from django.db.models import Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from apps.treaties.obligations.choices import OPEN, DateSource
from apps.treaties.obligations.exports import DUTIES, OCCURRENCES
from apps.treaties.obligations.filters import ObligationPageFilter, OwedFilter
from apps.treaties.obligations.models import Occurrence, ReportingObligation
from apps.treaties.obligations.rules import explanation
from apps.treaties.obligations.selectors import (
    dates_of,
    obligations,
    occurrences,
    owed_by,
    reporting_record,
    rule_of,
)
from apps.treaties.obligations.tables import (
    MARK_TONES,
    ObligationTable,
    OccurrenceTable,
    SharedOccurrenceTable,
    mark_of,
)
from focalpoint.history import history_of
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_READERS, NETWORK_ROLES
from focalpoint.views import RecordDetailView, RecordListView, ScopedMixin

READERS = GOVERNMENT_READERS | NETWORK_ROLES


def home() -> tuple[Any, str]:
    """Where the trail of every page begins."""
    return _("What we owe"), reverse("obligation-list")


class OwedListView(RecordListView):
    """``/obligations/``: every date that waits, by date; others' as far as they share them."""

    roles = READERS
    model = Occurrence
    filterset_class = OwedFilter
    template_name = "treaties/obligations/list.html"
    export = OCCURRENCES

    @property
    def is_own(self) -> bool:
        """Whether the reader looks at their own State's."""
        return bool(self.actor.read_states)

    def get_table_class(self) -> Any:
        return OccurrenceTable if self.is_own else SharedOccurrenceTable

    def get_queryset(self) -> QuerySet[Any, Any]:
        rows = occurrences(self.actor)
        return rows.filter(country__in=self.actor.read_states) if self.is_own else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        country = self.actor.country
        context: dict[str, Any] = {
            "title": _("What we owe") if self.is_own else _("Obligations"),
            "subtitle": (
                _("Reports, reviews and other duties by date")
                if self.is_own
                else _("As far as each State shares them.")
            ),
            "page_actions": self.page_actions(),
            "filter_more": ["due_after", "due_before"],
            "empty": {
                "icon": "calendar-check",
                "title": _("Nothing to show"),
                "text": _("Dates of treaty reports and of the UPR are derived every night."),
            },
        }
        if self.is_own and country is not None:
            today = country.local_date(timezone.now())
            context["owed"] = owed_by(self.actor, country, today)
            context["record"] = reporting_record(self.actor, country, today)
        return super().get_context_data(**{**context, **kwargs})

    def page_actions(self) -> list[dict[str, Any]]:
        country = self.actor.country
        duties = {
            "label": _("All obligations"),
            "url": reverse("obligation-duties"),
            "icon": "list-details",
        }
        probe = ReportingObligation(country=country) if country else None
        if probe is None or not allowed(self.actor, "create", probe):
            return [duties]
        new = {
            "label": _("Add a dated duty"),
            "url": reverse("obligation-create"),
            "icon": "plus",
            "primary": True,
            "shortcut": "c",
        }
        return [duties, new]


class DutyListView(RecordListView):
    """``/obligations/duties/``: to whom something is owed, also where no date is in sight."""

    roles = READERS
    model = ReportingObligation
    table_class = ObligationTable
    filterset_class = ObligationPageFilter
    export = DUTIES

    def get_queryset(self) -> QuerySet[Any, Any]:
        rows = obligations(self.actor)
        if self.actor.read_states:
            rows = rows.filter(country__in=self.actor.read_states)
        ahead = Q(occurrences__status__in=OPEN, occurrences__due_on__gte=timezone.now().date())
        return rows.annotate(next_due_on=Min("occurrences__due_on", filter=ahead))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Obligations"),
            "subtitle": _("To whom something is owed, and by what rule"),
            "breadcrumbs": [home()],
            "empty": {
                "icon": "list-details",
                "title": _("No obligations on record"),
                "text": _(
                    "They follow from the treaties that bind the State and are derived every night."
                ),
            },
        }
        return super().get_context_data(**{**context, **kwargs})


class OwnHistoryMixin(ScopedMixin):
    """The history of a record is the State's own business."""

    object: Any

    @property
    def is_own(self) -> bool:
        return self.object.country_id in self.actor.read_states

    def history(self) -> list[Any] | None:
        return history_of(self.object) if self.is_own else None


class ObligationDetailView(OwnHistoryMixin, RecordDetailView):  # type: ignore[misc]
    """A duty: the rule and where it stands, and all its dates."""

    roles = READERS
    model = ReportingObligation
    template_name = "treaties/obligations/obligation.html"

    def get_queryset(self) -> QuerySet[Any, Any]:
        return obligations(self.actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        duty = self.object
        today = duty.country.local_date(timezone.now())
        dates = dates_of(duty, self.actor)
        probe = Occurrence(obligation=duty, country=duty.country)
        context = {
            "title": duty.name,
            "subtitle": duty.body_name,
            "breadcrumbs": [home()],
            "today": today,
            "dates": [(date, date.standing_on(today), mark_of(date, today)) for date in dates],
            "rule": rule_of(duty, dates),
            "may_add": duty.ended_on is None and allowed(self.actor, "create", probe),
            "is_own": self.is_own,
            "tones": MARK_TONES,
        }
        return super().get_context_data(**{**context, **kwargs})


class OccurrenceDetailView(OwnHistoryMixin, RecordDetailView):  # type: ignore[misc]
    """One date: how it came about, what became of it, what proves it."""

    roles = READERS
    model = Occurrence
    template_name = "treaties/obligations/occurrence.html"

    def get_queryset(self) -> QuerySet[Any, Any]:
        return occurrences(self.actor).select_related(
            "country",
            "obligation__treaty__body",
            "lead_institution",
            "responsible",
            "confirmed_by",
        )

    @cached_property
    def today(self) -> Any:
        return self.object.country.local_date(timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        date = self.object
        standing = date.standing_on(self.today)
        context = {
            "title": date.name,
            "subtitle": date.obligation.body_name,
            "breadcrumbs": [home(), (date.obligation.name, date.obligation.get_absolute_url())],
            "today": self.today,
            "standing": standing,
            "mark": mark_of(date, self.today),
            "explanation": explanation(date),
            "moved_because": DateSource(date.override_source).label if date.is_moved else "",
            "steps": self.steps(),
            "is_own": self.is_own,
            "tones": MARK_TONES,
        }
        return super().get_context_data(**{**context, **kwargs})

    def steps(self) -> list[str]:
        """What can be done next, by name of the step; nothing for who may not change it."""
        if not allowed(self.actor, "change", self.object):
            return []
        return steps_of(self.object)


def steps_of(date: Occurrence) -> list[str]:
    """The steps that are open to a date, the likeliest first."""
    following = {
        "due": ["draft", "submit", "override", "skip"],
        "drafted": ["submit", "override", "skip", "reopen"],
        "submitted": ["review", "draft"],
        "reviewed": ["review"],
        "follow_up_due": ["review"],
        "skipped": ["reopen"],
        "lapsed": ["reopen"],
    }
    found = following[date.status]
    if date.is_event:
        # Nobody drafts or submits a day on which something happens.
        found = [step for step in found if step in ("override", "skip", "reopen")]
    if date.is_open and not date.is_confirmed:
        found = ["confirm", *found]
    return found
