"""What dates and duties can be searched by, on the pages and in the API alike."""

import datetime as dt
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.selectors import people_of_state
from apps.countries.models import Country, Institution
from apps.treaties.entry_into_force import after_months
from apps.treaties.obligations.choices import OPEN, DueKind, DueStatus, DutyKind, Standing
from apps.treaties.obligations.models import Occurrence, ReportingObligation, standing_is
from apps.treaties.obligations.selectors import bodies, institutions_of
from focalpoint.actors import ANONYMOUS, Actor
from focalpoint.visibility import Visibility

PERIODS = [
    ("3", _("3 months")),
    ("6", _("6 months")),
    ("12", _("12 months")),
    ("24", _("24 months")),
]
STILL_OPEN, ALL = "", "all"


def own_institutions(request: HttpRequest | None) -> QuerySet[Institution]:
    """The institutions of the reader's own State."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    if actor.country is None:
        return Institution.objects.none()
    return institutions_of(actor, actor.country)


def own_people(request: HttpRequest | None) -> QuerySet[User]:
    """Who serves the reader's own State or once did: a leaver's dates are looked for too."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    return people_of_state(actor)


class OccurrenceFilter(filters.FilterSet):
    """Several filters narrow each other; the standing is that of today in the capital."""

    q = filters.CharFilter(label=_("Search"), method="by_words")
    standing = filters.MultipleChoiceFilter(
        label=_("Where it stands"), choices=Standing.choices, method="by_standing"
    )
    status = filters.MultipleChoiceFilter(label=_("Status"), choices=DueStatus.choices)
    body = filters.CharFilter(label=_("Body (code, upr or other)"), method="by_body")
    lead_institution = filters.ModelChoiceFilter(
        label=_("Lead institution"), queryset=own_institutions, empty_label=_("All")
    )
    person = filters.ModelChoiceFilter(
        "responsible", label=_("Responsible"), queryset=own_people, empty_label=_("All")
    )
    period = filters.ChoiceFilter(
        label=_("Due within"), choices=PERIODS, method="by_period", empty_label=_("All")
    )
    due_after = filters.DateFilter(label=_("Due from"), field_name="due_on", lookup_expr="gte")
    due_before = filters.DateFilter(label=_("Due until"), field_name="due_on", lookup_expr="lte")
    kind = filters.MultipleChoiceFilter(label=_("What is due"), choices=DueKind.choices)
    treaty = filters.CharFilter(label=_("Instrument (code)"), field_name="obligation__treaty__code")
    confirmed = filters.BooleanFilter(label=_("Date confirmed"), method="by_confirmation")
    visibility = filters.MultipleChoiceFilter(label=_("Visible to"), choices=Visibility.choices)
    state = filters.ModelChoiceFilter(
        label=_("State"),
        field_name="country",
        queryset=Country.objects.all(),
        to_field_name="code",
    )

    class Meta:
        model = Occurrence
        fields: tuple[str, ...] = ()

    @cached_property
    def today(self) -> dt.date:
        """The date in the capital of the reader's State."""
        actor: Actor = getattr(self.request, "actor", ANONYMOUS)
        now = timezone.now()
        day: dt.date = actor.country.local_date(now) if actor.country else now.date()
        return day

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(
            Q(title__icontains=value)
            | Q(symbol__icontains=value)
            | Q(obligation__title__icontains=value)
            | Q(obligation__body__icontains=value)
            | Q(obligation__treaty__short_title__icontains=value)
            | Q(obligation__treaty__full_title__icontains=value)
        )

    def by_standing(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        wanted = Q()
        for standing in value:
            wanted |= standing_is(standing, self.today)
        return rows.filter(wanted)

    def by_body(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == DutyKind.UPR:
            return rows.filter(obligation__kind=DutyKind.UPR)
        if value == "other":
            return rows.filter(obligation__treaty__body=None).exclude(obligation__kind=DutyKind.UPR)
        return rows.filter(obligation__treaty__body__code=value)

    def by_period(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(due_on__lte=after_months(self.today, int(value)))

    def by_confirmation(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return rows.filter(confirmed_at__isnull=not value)


class OwedFilter(OccurrenceFilter):
    """The same on the page: what is still open, unless something else is asked for."""

    show = filters.ChoiceFilter(
        label=_("Show"),
        choices=[*Standing.choices, (ALL, _("All"))],
        method="by_show",
        empty_label=_("Still open"),
    )
    body = filters.ChoiceFilter(label=_("Body"), method="by_body", empty_label=_("All"))
    standing = None
    status = None
    kind = None
    confirmed = None
    visibility = None
    treaty = None

    class Meta:
        model = Occurrence
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__({} if data is None else data, *args, **kwargs)
        self.filters["body"].extra["choices"] = bodies()
        self.form.order_fields(("q", "show", "body", "lead_institution", "person", "period"))
        actor: Actor = getattr(self.request, "actor", ANONYMOUS)
        if actor.read_states:
            # People of a State see their own; what others share is the network's page.
            del self.form.fields["state"]
        else:
            del self.form.fields["lead_institution"]
            del self.form.fields["person"]

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        if not self.form.cleaned_data.get("show"):
            rows = rows.filter(status__in=OPEN)
        return rows

    def by_show(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows if value == ALL else rows.filter(standing_is(value, self.today))


class ObligationFilter(filters.FilterSet):
    """By kind, instrument and State."""

    kind = filters.MultipleChoiceFilter(label=_("Kind"), choices=DutyKind.choices)
    treaty = filters.CharFilter(label=_("Instrument (code)"), field_name="treaty__code")
    body = filters.CharFilter(label=_("Body (code)"), field_name="treaty__body__code")
    current = filters.BooleanFilter(
        label=_("Still owed"), field_name="ended_on", lookup_expr="isnull"
    )
    state = filters.ModelChoiceFilter(
        label=_("State"),
        field_name="country",
        queryset=Country.objects.all(),
        to_field_name="code",
    )

    class Meta:
        model = ReportingObligation
        fields: tuple[str, ...] = ()


class ObligationPageFilter(filters.FilterSet):
    """The same on the page: by words and kind."""

    q = filters.CharFilter(label=_("Search"), method="by_words")
    kind = filters.MultipleChoiceFilter(label=_("Kind"), choices=DutyKind.choices)
    current = filters.ChoiceFilter(
        label=_("Owed"),
        choices=[("yes", _("Still owed")), ("no", _("No longer owed"))],
        method="by_currency",
        empty_label=_("All"),
    )

    class Meta:
        model = ReportingObligation
        fields: tuple[str, ...] = ()

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(
            Q(title__icontains=value)
            | Q(body__icontains=value)
            | Q(treaty__short_title__icontains=value)
            | Q(treaty__full_title__icontains=value)
        )

    def by_currency(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(ended_on__isnull=value == "yes")
