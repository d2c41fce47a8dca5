"""Whose work waits for other hands, and what a handover note must hold."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from apps.accounts.models import Membership, User
from apps.actions.choices import people
from apps.actions.handover_models import HandoverNote
from apps.actions.models import Action
from apps.actions.policies import ministries_of
from apps.countries.models import Country
from apps.evidence.models import Evidence, Sensitivity
from apps.evidence.models import Status as EvidenceStatus
from focalpoint.actors import Actor, Post
from focalpoint.deadlines import DeadlineLine, sources
from focalpoint.roles import FOCAL_POINT_OFFICE, GOVERNMENT_WRITERS, Role
from focalpoint.visibility import Visibility

# An end of service so near is shown beside those who have left.
LEAVING_WITHIN = 60  # days
# A successor needs the State's deadlines of the coming quarter.
AHEAD = 92  # days
# More would make the note a database.
MOST_DOCUMENTS = 500


@dataclass(frozen=True)
class Holder:
    """A person with open actions in a State; ``until`` is their last day, where one is known."""

    person: User
    open_actions: int
    has_left: bool
    until: dt.date | None

    @property
    def is_leaving(self) -> bool:
        """Whether the person still serves, but not for long."""
        return not self.has_left and self.until is not None


def in_hand(actor: Actor, country: Country) -> QuerySet[Action]:
    """The open work of a State that the actor may give to others.

    It is all that the focal point's office sees, and what a ministry officer's own institution owns
    or leads.
    """
    rows: QuerySet[Action] = Action.objects.visible_to(actor).unfinished().filter(country=country)
    if actor.is_system or country.pk in actor.countries_as(FOCAL_POINT_OFFICE):
        return rows
    own = ministries_of(actor)
    return rows.filter(Q(office__in=own) | Q(lead_institution__in=own))


def may_hand_over_for(actor: Actor, country: Country, person: User) -> bool:
    """Whether a person's work is the actor's to give away: they have some, or had a post there."""
    if open_work(actor, country, person).exists():
        return True
    posts = Membership.objects.visible_to(actor).filter(user=person, country=country)
    if country.pk not in actor.countries_as(FOCAL_POINT_OFFICE):
        posts = posts.filter(institution__in=ministries_of(actor))
    return bool(posts.exists())


def successors(actor: Actor, country: Country) -> QuerySet[User]:
    """Whom the actor may give work to: a ministry officer only those of their own institution."""
    found = people(actor, country)
    if country.pk in actor.countries_as(FOCAL_POINT_OFFICE):
        return found
    posts = Membership.objects.visible_to(actor).filter(
        institution__in=ministries_of(actor), role__in=GOVERNMENT_WRITERS
    )
    return found.filter(pk__in=posts.in_force().values("user"))


def open_work(actor: Actor, country: Country, person: User) -> QuerySet[Action]:
    """What is assigned to a person in a State, not finished, and the actor's to give away."""
    rows = in_hand(actor, country).filter(assignee=person)
    return rows.select_related("lead_institution", "office").order_by("due_on", "id")


def holders(actor: Actor, country: Country) -> list[Holder]:
    """Everybody with open actions in a State: who has left first, then who leaves soon.

    Three queries, whatever the number of people.
    """
    today = country.local_date(timezone.now())
    counts = dict(
        in_hand(actor, country)
        .filter(assignee__isnull=False)
        .order_by()
        .values_list("assignee")
        .annotate(number=Count("pk"))
    )
    posts = Membership.objects.visible_to(actor).filter(
        country=country, user__in=counts, role__in=GOVERNMENT_WRITERS
    )
    serving: dict[uuid.UUID, list[dt.date | None]] = {}
    for user, end in posts.in_force().values_list("user", "ends_on"):
        serving.setdefault(user, []).append(end)
    ended = dict(posts.order_by().values_list("user").annotate(last=Max("ends_on")))
    found = []
    for person in User.objects.filter(pk__in=counts).order_by("name"):
        ends = serving.get(person.pk)
        until = ended.get(person.pk) if ends is None else _last_day(ends, today)
        found.append(Holder(person, counts[person.pk], ends is None, until))
    return sorted(found, key=lambda holder: (not holder.has_left, not holder.is_leaving))


def _last_day(ends: Sequence[dt.date | None], today: dt.date) -> dt.date | None:
    """The last day of the last post, if all of them end soon."""
    known = [end for end in ends if end is not None]
    if len(known) < len(ends):
        return None
    last = max(known)
    return last if last <= today + dt.timedelta(days=LEAVING_WITHIN) else None


def left_behind(actor: Actor, country: Country) -> int:
    """How many open actions of a State are assigned to people who serve there no more."""
    posts = Membership.objects.visible_to(actor).filter(
        country=country, role__in=GOVERNMENT_WRITERS
    )
    rows = Action.objects.visible_to(actor).unfinished().filter(country=country)
    held = rows.filter(assignee__isnull=False)
    return int(held.exclude(assignee__in=posts.in_force().values("user")).count())


def reader_of(note: HandoverNote) -> Actor:
    """Somebody who reads the note and otherwise sees no more than they must to do so."""
    office = note.office_id if note.visibility == Visibility.OFFICE else None
    return Actor(name="reader", posts=(Post(Role.AUDITOR, note.country_id, office),))


def coming_deadlines(actor: Actor, country: Country) -> list[tuple[Any, DeadlineLine]]:
    """The State's deadlines of the coming quarter, other than actions', each with its kind."""
    today = country.local_date(timezone.now())
    found: list[tuple[Any, DeadlineLine]] = []
    for source in sources().values():
        if source.kind.startswith("action."):
            continue
        rows = source.open_deadlines().filter(
            country_id=country.pk, due_on__lte=today + dt.timedelta(days=AHEAD)
        )
        ids = {row[0] for row in rows}
        if ids:
            found += [(source.label, line) for line in source.lines(actor, ids).values()]
    return sorted(found, key=lambda pair: pair[1].due_on)


def documents_of(actor: Actor, actions: Sequence[Action]) -> QuerySet[Evidence]:
    """The ordinary evidence of some actions, as far as ``actor`` sees it."""
    rows: QuerySet[Evidence] = Evidence.objects.visible_to(actor)
    return rows.filter(
        target_kind="actions.action",
        target_id__in=[action.pk for action in actions],
        status=EvidenceStatus.CURRENT,
        sensitivity=Sensitivity.ORDINARY,
    ).order_by("-effective_on", "id")[:MOST_DOCUMENTS]


def colleagues(actor: Actor, country: Country) -> QuerySet[Membership]:
    """Who serves in the State today, with institution and role."""
    rows: QuerySet[Membership] = Membership.objects.visible_to(actor).filter(
        country=country, role__in=GOVERNMENT_WRITERS
    )
    in_force = rows.in_force()  # type: ignore[attr-defined]
    chosen: QuerySet[Membership] = in_force.select_related("user", "institution")
    return chosen.order_by("institution__name", "user__name")
