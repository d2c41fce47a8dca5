"""Filters of people and invitations; they live in the URL."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Invitation, InvitationState, Membership
from apps.countries.models import Country, Institution
from focalpoint.actors import Actor
from focalpoint.roles import Role

Rows = QuerySet[Any]


class _PeopleFilter(django_filters.FilterSet):
    """Who and where; the State can be chosen only by those who see more than one."""

    q = django_filters.CharFilter(label=_("Search by name or address"), method="search")
    country = django_filters.ModelChoiceFilter(
        label=_("State"), queryset=Country.objects.all(), to_field_name="code"
    )
    institution = django_filters.ModelChoiceFilter(
        label=_("Institution"), queryset=Institution.objects.none()
    )
    role = django_filters.MultipleChoiceFilter(label=_("Role"), choices=Role.choices)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        # Bound even without a choice: the usual one leaves out what is over.
        super().__init__({} if data is None else data, *args, **kwargs)
        actor: Actor = self.request.actor
        state = self.data.get("country")
        if not actor.administers:
            del self.filters["country"]
        institutions = Institution.objects.visible_to(actor)
        if not actor.administers:
            institutions = institutions.filter(country__in=actor.read_states)
        elif state:
            institutions = institutions.filter(country__code=state)
        else:
            # The institutions of all States would be a list of thousands.
            del self.filters["institution"]
        if "institution" in self.filters:
            self.filters["institution"].queryset = institutions

    def search(self, rows: Rows, _name: str, value: str) -> Rows:
        raise NotImplementedError


class MembershipFilter(_PeopleFilter):
    """Members; those whose role has ended only on request."""

    when = django_filters.ChoiceFilter(
        label=_("When"),
        choices=[("former", _("Former")), ("all", _("Now and formerly"))],
        empty_label=_("Now"),
        method="at_time",
    )

    class Meta:
        model = Membership
        fields = ("q", "country", "institution", "role", "when")

    def search(self, rows: Rows, _name: str, value: str) -> Rows:
        return rows.filter(Q(user__name__icontains=value) | Q(user__email__icontains=value))

    def at_time(self, rows: Rows, _name: str, value: str) -> Rows:
        if value == "former":
            return rows.exclude(pk__in=Membership.objects.standing().values("pk"))
        return rows

    def filter_queryset(self, queryset: Rows) -> Rows:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("when") else rows.standing()


class InvitationFilter(_PeopleFilter):
    """Invitations; at first those that still wait for an answer."""

    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=[
            *((s.value, s.label) for s in InvitationState if s != InvitationState.OPEN),
            ("all", _("All")),
        ],
        empty_label=InvitationState.OPEN.label,
        method="in_state",
    )

    class Meta:
        model = Invitation
        fields = ("q", "country", "institution", "role", "status")

    def search(self, rows: Rows, _name: str, value: str) -> Rows:
        return rows.filter(Q(name__icontains=value) | Q(email__icontains=value))

    def in_state(self, rows: Rows, _name: str, value: str) -> Rows:
        return rows.filter(_in_state(value))

    def filter_queryset(self, queryset: Rows) -> Rows:
        rows = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("status"):
            return rows
        return rows.filter(_in_state(InvitationState.OPEN))


def _in_state(state: str) -> Q:
    now = timezone.now()
    waiting = Q(accepted_at=None, revoked_at=None)
    return {
        InvitationState.OPEN.value: waiting & Q(expires_at__gt=now),
        InvitationState.EXPIRED.value: waiting & Q(expires_at__lte=now),
        InvitationState.ACCEPTED.value: Q(accepted_at__isnull=False),
        InvitationState.WITHDRAWN.value: Q(accepted_at=None, revoked_at__isnull=False),
    }.get(str(state), Q())
