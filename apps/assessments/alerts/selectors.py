"""Whom an escalation alerts, who of them reads the event, and what stands open."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, QuerySet

from apps.accounts.models import Membership, User
from apps.assessments.alert_models import Alert, AlertList, AlertListEntry, Escalation
from apps.assessments.event_models import RiskEvent
from apps.countries.models import Country
from focalpoint.actors import Actor
from focalpoint.roles import APPROVERS, GOVERNMENT_WRITERS, Role
from focalpoint.visibility import GOVERNMENT_LEVELS


@dataclass
class Reachable:
    """Somebody of the State who can be alerted: they hold a post in which they write."""

    user: User
    roles: set[str] = field(default_factory=set)
    offices: dict[uuid.UUID, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.user)

    @property
    def decides(self) -> bool:
        """Whether they are the focal point or a deputy."""
        return bool(self.roles & APPROVERS)

    @property
    def posts(self) -> str:
        """Their roles and institutions in words."""
        roles = ", ".join(sorted(str(Role(role).label) for role in self.roles))
        return " · ".join([roles, *self.offices.values()])

    def reads(self, event: RiskEvent, level: str) -> bool:
        """Whether they would read ``event`` at ``level``."""
        return level in GOVERNMENT_LEVELS or event.office_id in self.offices


def reachable(country: Country, actor: Actor) -> dict[uuid.UUID, Reachable]:
    """Everybody of the State who can be alerted, by name. One query."""
    rows = Membership.objects.visible_to(actor).filter(country=country, role__in=GOVERNMENT_WRITERS)
    found: dict[uuid.UUID, Reachable] = {}
    posts = rows.in_force().select_related("user", "institution")
    for post in posts.order_by("user__name", "user_id"):
        person = found.setdefault(post.user_id, Reachable(post.user))
        person.roles.add(post.role)
        if post.institution is not None:
            person.offices[post.institution.pk] = post.institution.name
    return found


def alert_list(country: Country, actor: Actor) -> AlertList | None:
    """Whom the State has chosen, if it has."""
    rows: QuerySet[AlertList] = AlertList.objects.visible_to(actor)
    found: AlertList | None = rows.filter(country=country).first()
    return found


def chosen(country: Country, actor: Actor) -> list[uuid.UUID]:
    """The people that the State has chosen, whether or not they are still there."""
    rows: QuerySet[AlertListEntry] = AlertListEntry.objects.visible_to(actor)
    found = rows.filter(alert_list__country=country)
    return list(found.order_by("person__name").values_list("person_id", flat=True))


@dataclass(frozen=True)
class Audience:
    """Whom an escalation alerts now.

    ``stands_in``: nobody whom the State has chosen decides, so that those who do are alerted too.
    """

    people: list[Reachable]
    stands_in: bool

    def shut_out(self, event: RiskEvent, level: str) -> list[Reachable]:
        """Those who would not read the event at ``level``."""
        return [person for person in self.people if not person.reads(event, level)]


def audience(country: Country, actor: Actor) -> Audience:
    """Whom an escalation alerts: those chosen who are still there, and always one who decides.

    Where nobody is chosen, or all have left, it is the focal point and the deputies. Two queries.
    """
    there = reachable(country, actor)
    people = [there[pk] for pk in chosen(country, actor) if pk in there]
    if any(person.decides for person in people):
        return Audience(people, stands_in=False)
    known = {person.user.pk for person in people}
    deciding = [p for pk, p in there.items() if p.decides and pk not in known]
    return Audience([*people, *deciding], stands_in=True)


def escalations(actor: Actor) -> QuerySet[Escalation]:
    """The escalations that ``actor`` reads, newest first, each with its alerts."""
    rows: QuerySet[Escalation] = Escalation.objects.visible_to(actor)
    alerts = Alert.objects.select_related("person").order_by("person__name", "pk")
    return (
        rows.select_related("event__country", "raised_by", "decided_by")
        .prefetch_related(Prefetch("alerts", alerts))
        .order_by("-pk")
    )


def is_alerted(actor: Actor, escalation: Escalation) -> bool:
    """Whether the actor is among those alerted."""
    return any(alert.person_id == actor.user_id for alert in escalation.alerts.all())


def someone_alerted_decides(escalation: Escalation) -> bool:
    """Whether somebody alerted is still there who decides."""
    people = [alert.person_id for alert in escalation.alerts.all()]
    posts: Any = Membership.objects.filter(
        country=escalation.event.country_id, role__in=APPROVERS, user__in=people
    )
    return bool(posts.in_force().exists())


def left_outside(event: RiskEvent, actor: Actor) -> list[Reachable]:
    """Those alerted to an open matter who would not read the event if its office alone did."""
    alerts: QuerySet[Alert] = Alert.objects.visible_to(actor)
    named = alerts.filter(escalation__event=event, escalation__decided_at=None)
    people = set(named.values_list("person_id", flat=True))
    if not people:
        return []
    there = reachable(event.country, actor)
    return [p for pk, p in there.items() if pk in people and event.office_id not in p.offices]


def names(people: Iterable[Any]) -> str:
    """The names of people in one line."""
    return ", ".join(str(person) for person in people)
