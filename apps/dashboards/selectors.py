"""The network's view: what every State shares, side by side, at any date.

Everybody who reads the network reads the same: what is approved and shared, never a draft. States
are sorted by name; there is no ranking and no composite figure.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.actions.models import Action
from apps.appointments.models import Appointment
from apps.appointments.selectors import Vacancy, focal_point_of, vacancies, with_focal_points
from apps.assessments.models import AssessmentSnapshot
from apps.assessments.rerating.selectors import Basis
from apps.assessments.rerating.shared import Rerated, rerated_since, with_shared_reratings
from apps.catalogue.models import STEPS_2013, Framework, Item
from apps.catalogue.selectors import with_mapped
from apps.countries.models import Country, Kind
from apps.recommendations.selectors import Progress, progress_on, steps
from apps.treaties.selectors import treaty_statuses_on
from apps.treaties.status import StatusTable
from focalpoint.actors import Actor
from focalpoint.db.days import day_in
from focalpoint.names import by_name
from focalpoint.visibility import NETWORK_LEVELS


def states_side_by_side(
    actor: Actor,
    as_of: dt.date,
    base: QuerySet[Country] | None = None,
    *,
    counts_actions: bool = False,
) -> list[Any]:
    """The Member States of a date and the training States with what they share, in one query.

    Each has ``focal_point`` (a ``Vacancy``: what is known of it), ``assessed_at`` (approval of the
    newest shared assessment) and, where ``counts_actions``, ``shared_actions`` (unfinished, shared;
    ``None`` for a date that has passed, since what was unfinished then is not what is now).
    """
    here = {"country": OuterRef("pk"), "visibility__in": NETWORK_LEVELS}
    approved_on = day_in("country__time_zone", "approved_at")
    snapshots = (
        AssessmentSnapshot.objects.visible_to(actor)
        .alias(approved_on=approved_on)
        .filter(approved_on__lte=as_of, **here)
    )
    shared = (
        Action.objects.visible_to(actor)
        .unfinished()
        .filter(**here)
        .order_by()
        .values("country")
        .annotate(number=Count("pk"))
        .values("number")
    )
    member = Q(kind=Kind.MEMBER, un_member_since__lte=as_of)
    rows = (Country.objects.all() if base is None else base).filter(member | Q(kind=Kind.TRAINING))
    # The reader's day, as the page's own: in Greenwich it may be tomorrow already.
    has_passed = as_of < timezone.localdate()
    found: list[Any] = list(
        with_focal_points(rows, as_of, actor)
        .annotate(
            assessed_at=Subquery(
                snapshots.order_by("-approved_at").values("approved_at")[:1],
                output_field=DateTimeField(),
            ),
            shared_actions=Coalesce(Subquery(shared, output_field=IntegerField()), 0)
            if counts_actions and not has_passed
            else Value(None, IntegerField()),
        )
        .distinct()
    )
    for state in found:
        state.focal_point = focal_point_of(state, as_of)
    # The database compares code points: Côte d'Ivoire would stand behind Czechia.
    return sorted(found, key=by_name)


@dataclass(frozen=True)
class StepsMatrix:
    """States × steps: ``reports`` holds the newest shared report by (State, step).

    A step without one is answered by the newest on an item that is mapped to it. Where it is
    compared with an earlier day ``since``, ``before`` and ``focal_points`` say the same of that
    day.
    """

    as_of: dt.date
    steps: Sequence[Item]
    states: Sequence[Any]
    reports: Mapping[tuple[uuid.UUID, uuid.UUID], Progress]
    since: dt.date | None = None
    before: Mapping[tuple[uuid.UUID, uuid.UUID], Progress] = field(default_factory=dict)
    focal_points: Mapping[uuid.UUID, Vacancy] = field(default_factory=dict)

    @property
    def other_framework(self) -> Framework | None:
        """The framework, where it is another than that of the seven steps of 2013."""
        framework = self.steps[0].framework if self.steps else None
        return framework if framework and framework.code != STEPS_2013 else None

    @property
    def caption(self) -> str:
        """What stands beside the States."""
        other = self.other_framework
        if other is None:
            return _("States and the steps (a)–(g)")
        return _("%(framework)s: what States share") % {"framework": other}


def step_label(step: Item) -> str:
    """What its column is headed: not every framework labels its items."""
    return step.label or step.code


def steps_matrix(
    actor: Actor,
    as_of: dt.date,
    states: Sequence[Any],
    since: dt.date | None = None,
    *,
    items: Sequence[Item] | None = None,
) -> StepsMatrix:
    """The newest approved and shared report of each of ``states`` on each step.

    ``items`` are read by ``with_mapped``, and are the seven steps of 2013 unless others are given.
    Two queries; one more for the focal points of ``since``.
    """
    if items is None:
        items = list(with_mapped(steps()))
    if since is None:
        [reports] = progress_on([as_of], states, actor, items=items)
        return StepsMatrix(as_of, items, states, reports)
    reports, before = progress_on([as_of, since], states, actor, items=items)
    then = {each.country_id: each for each in vacancies(since, actor, countries=states)}
    return StepsMatrix(as_of, items, states, reports, since, before, then)


@dataclass(frozen=True)
class TreatiesMatrix:
    """States × instruments: the status of each pair in ``table``, on the earlier day ``before``."""

    states: Sequence[Any]
    table: StatusTable
    before: StatusTable | None = None


def treaties_matrix(
    as_of: dt.date, states: Sequence[Any], since: dt.date | None = None
) -> TreatiesMatrix:
    """Where ``states`` stand on every instrument on a date, and where they stood before."""
    days = [as_of] if since is None else [as_of, since]
    return TreatiesMatrix(states, *treaty_statuses_on(days, countries=states))


@dataclass(frozen=True)
class Shared:
    """What one State shares with the network, newest first.

    ``progress``: the newest report on each step, and that of the earlier day with which the page is
    compared. ``actions`` is ``None`` for a day that has passed: what was open then is not known.
    """

    progress: Sequence[tuple[Item, Progress | None, Progress | None]]
    appointments: Iterable[Appointment]
    snapshots: Sequence[AssessmentSnapshot]
    # The assessment in force, and which factors were judged anew since, as far as that is shared.
    in_force: Basis | None
    rerated: Sequence[Rerated]
    actions: Sequence[Action] | None
    actions_total: int


# More would bury what matters; the whole list is a click away.
SHOWN_ACTIONS = 25


def shared_by(state: Country, actor: Actor, as_of: dt.date, since: dt.date | None = None) -> Shared:
    """What ``state`` shares with the network, the same for everybody who reads the network."""
    here = {"country": state, "visibility__in": NETWORK_LEVELS}
    items = list(with_mapped(steps()))
    days = [as_of] if since is None else [as_of, since]
    now, *then = progress_on(days, [state], actor, items=items)
    before = then[0] if then else {}
    actions = _open_actions(actor, here) if as_of >= timezone.localdate() else None
    # The assessment itself is never joined: other States do not read it, and would lose the row.
    approved = (
        AssessmentSnapshot.objects.visible_to(actor)
        .filter(**here)
        .annotate(approved_on=day_in("country__time_zone", "approved_at"))
        .filter(approved_on__lte=as_of)
    )
    snapshots = list(with_shared_reratings(approved, actor, as_of))
    in_force, rerated = rerated_since(state, snapshots, as_of)
    return Shared(
        progress=[
            (item, now.get((state.pk, item.pk)), before.get((state.pk, item.pk))) for item in items
        ],
        appointments=Appointment.objects.visible_to(actor)
        .filter(starts_on__lte=as_of, **here)
        .select_related("institution", "mechanism"),
        snapshots=snapshots,
        in_force=in_force,
        rerated=rerated,
        actions=actions,
        actions_total=actions[0].total if actions else 0,
    )


def _open_actions(actor: Actor, here: Mapping[str, Any]) -> list[Any]:
    """The first of the unfinished ones; the number of all of them comes with each."""
    return list(
        Action.objects.visible_to(actor)
        .unfinished()
        .filter(**here)
        .select_related("lead_institution")
        .annotate(total=Window(Count("pk")))
        .order_by("due_on")[:SHOWN_ACTIONS]
    )
