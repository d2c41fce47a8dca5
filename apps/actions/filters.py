"""The filters of actions, shared by the pages and the API; in both they live in the URL."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import django_filters as filters
from django import forms
from django.db.models import DateField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apps.actions import choices, search
from apps.actions.models import UNFINISHED, Action, ActionLink, Priority, Status, by_deadline
from apps.catalogue.models import RISK_FACTORS_2014, STEPS_2013
from apps.countries.models import Country
from focalpoint.actors import ANONYMOUS, Actor
from focalpoint.visibility import Visibility

Rows = QuerySet[Action]
# How the filters of States and of statuses say "all", and that of statuses "not finished".
ALL = "all"
NOT_FINISHED = "unfinished"


class ReadChoiceField(forms.ChoiceField):
    """A choice whose options are read when they are shown or checked, and then once."""

    def __init__(self, *, read: Callable[[], choices.Choices], **kwargs: Any) -> None:
        self.read = read
        super().__init__(choices=self.options, **kwargs)

    def options(self) -> choices.Choices:
        if "found" not in self.__dict__:
            self.found = [("", _("All")), *self.read()]
        return self.found

    def __deepcopy__(self, memo: dict[int, Any]) -> "ReadChoiceField":
        twin = super().__deepcopy__(memo)
        twin.choices = twin.options
        return twin


class ReadFilter(filters.Filter):
    """A choice among records; ``read`` names the method of the filter set that reads them."""

    field_class = ReadChoiceField

    def __init__(self, *args: Any, read: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = read

    @property
    def field(self) -> Any:
        self.extra["read"] = getattr(self.parent, self.reader)
        return super().field


@dataclass(frozen=True)
class Asking:
    """Stands for a request where there is none: in tasks, and where a saved view is checked."""

    actor: Actor


class ActionFilter(filters.FilterSet):
    """Which actions to list; several filters narrow each other.

    Without ``country``, people of a State list their own State's actions, all others those that are
    shared with them.
    """

    q = filters.CharFilter(method="by_words", label=_("Search"))
    status = filters.MultipleChoiceFilter(
        method="by_status",
        choices=[(NOT_FINISHED, _("Not finished")), *Status.choices, (ALL, _("All"))],
        label=_("Status"),
    )
    due = filters.ChoiceFilter(
        method="by_due",
        choices=[
            ("overdue", _("Overdue")),
            ("soon", _("Within 14 days")),
            ("later", _("Later")),
            ("none", _("No date")),
        ],
        empty_label=_("All"),
        label=_("Deadline"),
    )
    dates = filters.ChoiceFilter(
        method="by_dates",
        choices=[
            ("due", _("With a due date")),
            ("no_due", _("Without a due date")),
            ("none", _("Neither start nor due date")),
        ],
        empty_label=_("All"),
        label=_("Dates"),
    )
    due_after = filters.DateFilter("due_on", "gte", label=_("Due from"))
    due_before = filters.DateFilter("due_on", "lte", label=_("Due until"))
    priority = filters.MultipleChoiceFilter(
        choices=Priority.choices, label=_("Priority"), distinct=False
    )
    whose = filters.ChoiceFilter(
        method="by_owner",
        choices=[
            ("me", _("My work")),
            ("office", _("My institution")),
            ("review", _("Waiting for my review")),
            ("unread", _("Changed since I looked")),
        ],
        empty_label=_("All"),
        label=_("Whose"),
    )
    assignee = ReadFilter(method="by_assignee", read="read_people", label=_("Assignee"))
    lead = ReadFilter("lead_institution", read="read_institutions", label=_("Lead institution"))
    step = ReadFilter(method="by_step", read="read_steps", label=_("Step"))
    factor = ReadFilter(method="by_factor", read="read_factors", label=_("Risk factor"))
    treaty = ReadFilter(method="by_treaty", read="read_treaties", label=_("Instrument"))
    serves = ReadFilter(
        method="by_served", read="read_priorities", label=_("Priority of the strategy")
    )
    visibility = filters.MultipleChoiceFilter(
        choices=Visibility.choices, label=_("Visible to"), distinct=False
    )
    archived = filters.ChoiceFilter(
        method="by_archive",
        choices=[("only", _("Archived only")), ("with", _("With the archived ones"))],
        empty_label=_("Not archived"),
        label=_("Archive"),
    )
    country = ReadFilter(method="by_country", read="read_countries", label=_("State"))

    class Meta:
        model = Action
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        # Bound even without a query string: the State is a filter that nobody has to set.
        super().__init__(QueryDict() if data is None else data, *args, **kwargs)
        if self.actor.read_states and "country" in self.form.fields:
            # People of a State rarely look elsewhere: no list of all States on their pages.
            self.form.fields["country"].widget = forms.HiddenInput()

    @property
    def actor(self) -> Actor:
        """Whose scope the list starts from."""
        return getattr(self.request, "actor", ANONYMOUS)

    def filter_queryset(self, queryset: Rows) -> Rows:
        return self.narrowed(queryset)

    def narrowed(self, rows: Rows, *, but: tuple[str, ...] = ()) -> Rows:
        """The rows under all filters, or under all but some."""
        if self.countries is not None:
            rows = rows.filter(country__in=self.countries)
        if "archived" not in but and not self.wanted.get("archived"):
            rows = rows.filter(archived_at=None)
        for name, value in self.wanted.items():
            if name not in but:
                rows = self.filters[name].filter(rows, value)
        return rows

    @property
    def wanted(self) -> dict[str, Any]:
        """The values of all filters that are valid."""
        self.form.is_valid()
        return self.form.cleaned_data

    @cached_property
    def countries(self) -> list[UUID] | None:
        """The States that the list is about; ``None`` for all that the actor reads."""
        code = self.wanted.get("country") or ""
        if code == ALL:
            return None
        if code:
            return list(Country.objects.filter(code=code).values_list("pk", flat=True))
        return sorted(self.actor.read_states) or None

    @cached_property
    def home(self) -> Country | None:
        """The State whose people and institutions can be chosen."""
        return self.actor.country

    @cached_property
    def today(self) -> dt.date | Func:
        """The date in the capital: of the actor's own State, else of each action's."""
        if self.home is not None and self.countries == [self.home.pk]:
            return self.home.local_date(timezone.now())
        zone = F("country__time_zone")
        return Func(
            zone, Now(), template="timezone(%(expressions)s)::date", output_field=DateField()
        )

    @property
    def standing(self) -> Q:
        """What the filters of status and deadline ask for together."""
        asked = self._of_status(self.wanted.get("status") or [])
        due = self.wanted.get("due")
        return asked & by_deadline(due, self.today) if due else asked

    def _of_status(self, values: list[str]) -> Q:
        if ALL in values or not values:
            return Q()
        wanted = {value for value in values if value != NOT_FINISHED}
        if NOT_FINISHED in values:
            wanted |= set(UNFINISHED)
        return Q(status__in=sorted(wanted))

    def by_words(self, rows: Rows, name: str, value: str) -> Rows:
        return search.matching(rows, value, countries=self.countries)

    def by_status(self, rows: Rows, name: str, value: list[str]) -> Rows:
        return rows.filter(self._of_status(value))

    def by_due(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(by_deadline(value, self.today))

    def by_dates(self, rows: Rows, name: str, value: str) -> Rows:
        conditions = {
            "due": Q(due_on__isnull=False),
            "no_due": Q(due_on=None),
            "none": Q(start_on=None, due_on=None),
        }
        return rows.filter(conditions[value])

    def by_archive(self, rows: Rows, name: str, value: str) -> Rows:
        # Without a value `narrowed` leaves the archived ones out.
        return rows.filter(archived_at__isnull=False) if value == "only" else rows

    def by_owner(self, rows: Rows, name: str, value: str) -> Rows:
        method = {
            "me": "work_of",
            "office": "of_institutions_of",
            "review": "waiting_for",
            "unread": "unread_by",
        }[value]
        owned: Rows = getattr(rows, method)(self.actor)
        return owned

    def by_assignee(self, rows: Rows, name: str, value: str) -> Rows:
        if value == "none":
            return rows.filter(assignee=None)
        return rows.filter(assignee=self.actor.user_id if value == "me" else UUID(value))

    def by_step(self, rows: Rows, name: str, value: str) -> Rows:
        return self._linked(rows, item__framework__code=STEPS_2013, item__label=f"({value})")

    def by_factor(self, rows: Rows, name: str, value: str) -> Rows:
        return self._linked(rows, item__framework__code=RISK_FACTORS_2014, item__code=value)

    def by_treaty(self, rows: Rows, name: str, value: str) -> Rows:
        return self._linked(rows, treaty__code=value)

    def by_served(self, rows: Rows, name: str, value: str) -> Rows:
        return self._linked(rows, priority__reference=value)

    def by_country(self, rows: Rows, name: str, value: str) -> Rows:
        # `narrowed` has done it, also where nobody chose a State.
        return rows

    def _linked(self, rows: Rows, **target: Any) -> Rows:
        return rows.filter(Exists(ActionLink.objects.filter(action=OuterRef("pk"), **target)))

    def read_people(self) -> choices.Choices:
        special = [("me", _("Me")), ("none", _("Nobody"))]
        if self.home is None:
            return special
        rows = choices.people(self.actor, self.home).values_list("pk", "name")
        return [*special, *((str(pk), name) for pk, name in rows)]

    def read_institutions(self) -> choices.Choices:
        if self.home is None:
            return []
        rows = choices.institutions(self.actor, self.home).values_list("pk", "name")
        return [(str(pk), name) for pk, name in rows]

    def read_steps(self) -> choices.Choices:
        return choices.steps()

    def read_factors(self) -> choices.Choices:
        return choices.factors()

    def read_treaties(self) -> choices.Choices:
        return choices.treaties()

    def read_priorities(self) -> choices.Choices:
        return choices.priorities(self.actor, self.home) if self.home is not None else []

    def read_countries(self) -> choices.Choices:
        return [(ALL, _("All States")), *choices.countries()]
