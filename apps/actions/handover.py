"""Handover: one step gives all open work of a person to others, and writes down what they need."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import Membership, User
from apps.actions.handover_models import HandoverNote
from apps.actions.handover_notices import tell_of_handover, tell_of_work_left
from apps.actions.handover_selectors import (
    colleagues,
    coming_deadlines,
    documents_of,
    may_hand_over_for,
    open_work,
    reader_of,
    successors,
)
from apps.actions.models import Action
from apps.actions.notices import tell_of_assignments
from apps.actions.services import assignee_problem, offices_of
from apps.countries.models import Country
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.policies import allowed, authorize
from focalpoint.roles import FOCAL_POINT_OFFICE, GOVERNMENT_WRITERS
from focalpoint.services import create_record, writing
from focalpoint.visibility import Visibility

# So many references are named in one error; more would not help to choose.
NAMED = 5


def hand_over(
    *,
    actor: Actor,
    country: Country,
    predecessor: User,
    successor: User | None,
    exceptions: Mapping[uuid.UUID, User | None] | None = None,
    remarks: str = "",
    reason: str = "",
) -> HandoverNote:
    """Give each open action of ``predecessor`` to ``successor``, or as ``exceptions`` say.

    ``None`` leaves an action with its institution, for whoever takes it up. What the actor does not
    see, or what is another institution's than a ministry officer's own, stays; the note says how
    much that is. Raises ``PermissionDenied``, or ``ValidationError``
    that names the actions which the chosen person could not see; nothing is changed then.
    """
    office = actor.office_in(country.pk)
    if office is None or actor.user_id is None:
        raise PermissionDenied(_("You hold no post in this State."))
    note = HandoverNote(
        country=country,
        office_id=office,
        predecessor=predecessor,
        author_id=actor.user_id,
        handed_over_on=country.local_date(timezone.now()),
        remarks=remarks.strip(),
    )
    authorize(actor, "create", note)
    why = reason.strip() or _("Handover of %(person)s") % {"person": predecessor}
    with writing(actor, reason=why, event="handover.done"):
        if not may_hand_over_for(actor, country, predecessor):
            raise PermissionDenied(_("None of this person's work is your institution's."))
        actions = list(open_work(actor, country, predecessor).select_for_update(of=("self",)))
        chosen = {action.pk: successor for action in actions}
        chosen |= {pk: person for pk, person in (exceptions or {}).items() if pk in chosen}
        _check(actor, country, predecessor, actions, chosen)
        for person in dict.fromkeys(chosen.values()):
            ids = [action.pk for action in actions if chosen[action.pk] == person]
            Action.objects.filter(pk__in=ids).update(assignee=person)
        _narrow(note, actions)
        note.content = _content(actor, note, actions, chosen)
        create_record(actor=actor, instance=note, reason=why, event="handover.noted")
        _tell(actor, note, actions, chosen)
    return note


def _narrow(note: HandoverNote, actions: Sequence[Action]) -> None:
    """Keep the note to the office that alone sees some of the actions.

    Where several offices do, it is for the writer's own, or for the first.
    """
    offices = [a.office_id for a in actions if a.visibility == Visibility.OFFICE]
    if offices:
        note.visibility = Visibility.OFFICE
        note.office_id = note.office_id if note.office_id in offices else offices[0]


def _tell(
    actor: Actor,
    note: HandoverNote,
    actions: Sequence[Action],
    chosen: Mapping[uuid.UUID, User | None],
) -> None:
    """Tell each successor of the note; who does not see it, of each action that is theirs now."""
    told = {}
    for person, number in _counted(chosen.values()).items():
        if note.visibility != Visibility.OFFICE or note.office_id in offices_of(
            person, note.country
        ):
            told[person] = number
            continue
        theirs = [action for action in actions if chosen[action.pk] == person]
        tell_of_assignments(actor=actor, actions=theirs, person=person)
    tell_of_handover(actor=actor, note=note, people=told)


def _check(
    actor: Actor,
    country: Country,
    predecessor: User,
    actions: Sequence[Action],
    chosen: Mapping[uuid.UUID, User | None],
) -> None:
    """Refuse the whole handover where one action cannot go where it should."""
    people = {person.pk: person for person in chosen.values() if person is not None}
    if predecessor.pk in people:
        raise ValidationError({"successor": _("Choose somebody else than the person who leaves.")})
    offices = {pk: offices_of(person, country) for pk, person in people.items()}
    known = set(successors(actor, country).filter(pk__in=people).values_list("pk", flat=True))
    problems: dict[str, list[str]] = {}
    for action in actions:
        person = chosen[action.pk]
        problem = "" if person is None else assignee_problem(action, person, offices[person.pk])
        if person is not None and not problem and person.pk not in known:
            problem = _("%(person)s does not belong to your institution.") % {"person": person}
        if not allowed(actor, "change", action):
            problem = _("You may not change this action.")
        if problem:
            problems.setdefault(problem, []).append(action.reference)
    if problems:
        raise ValidationError(
            {
                "successor": [
                    f"{problem} ({', '.join(references[:NAMED])}{' …' * (len(references) > NAMED)})"
                    for problem, references in problems.items()
                ]
            }
        )


def _content(
    actor: Actor,
    note: HandoverNote,
    actions: Sequence[Action],
    chosen: Mapping[uuid.UUID, User | None],
) -> dict[str, Any]:
    """What the successor needs, as it stands now, in plain data: no more than its readers see.

    Of an action that another office keeps to itself it says who has it now, and nothing else.
    """
    reader = reader_of(note)
    references = {action.pk: action.reference for action in actions}
    with acting(SYSTEM):
        # All that the actor sees is in other hands by now.
        remaining = open_work(SYSTEM, note.country, note.predecessor).count()
    return {
        "actions": [
            {
                **_facts(action, reader),
                "reference": action.reference,
                "institution": str(action.lead_institution or action.office),
                "to": str(chosen[action.pk] or ""),
            }
            for action in actions
        ],
        "hidden": remaining,
        "deadlines": [
            {
                "kind": str(kind),
                "title": line.title,
                "due_on": line.due_on.isoformat(),
            }
            for kind, line in coming_deadlines(reader, note.country)
        ],
        "people": [
            {
                "name": str(post.user),
                "role": post.role,
                "institution": str(post.institution),
                "email": post.user.email,
            }
            for post in colleagues(actor, note.country)
            if post.user_id != note.predecessor_id
        ],
        "documents": [
            {
                "title": document.title,
                "effective_on": document.effective_on.isoformat(),
                "reference": references[document.target_id],
            }
            for document in documents_of(reader, actions)
        ],
    }


def _facts(action: Action, reader: Actor) -> dict[str, Any]:
    """What an action is about, as far as the reader of a note sees it."""
    if action.visibility == Visibility.OFFICE and action.office_id not in reader.offices:
        return {"title": "", "due_on": None, "status": ""}
    due_on = action.due_on.isoformat() if action.due_on else None
    return {"title": action.title, "due_on": due_on, "status": action.status}


def _counted(people: Iterable[User | None]) -> dict[User, int]:
    counts: dict[User, int] = {}
    for person in people:
        if person is not None:
            counts[person] = counts.get(person, 0) + 1
    return counts


def tell_of_work_left_behind(*, now: dt.datetime) -> int:
    """Tell the focal point's office, and the owner's own institution, of open work whose owner
    serves the State no more; of how many people.

    Each end of service is told once, however often this runs.
    """
    with writing(SYSTEM, reason=_("Work left behind"), event="handover.needed"):
        today = now.date()
        serving = Membership.objects.filter(role__in=GOVERNMENT_WRITERS).in_force(today)
        ended = (
            Membership.objects.filter(role__in=GOVERNMENT_WRITERS)
            .exclude(pk__in=serving.values("pk"))
            .filter(user__in=_holders_without_post(today))
            .select_related("user", "country")
            .order_by("user", "country", "starts_on")
        )
        latest = {(post.user_id, post.country_id): post for post in ended}
        told = 0
        for post in latest.values():
            number = open_work(SYSTEM, post.country, post.user).count()
            if number and not serving.filter(user=post.user, country=post.country).exists():
                here = Q(role__in=FOCAL_POINT_OFFICE) | Q(institution=post.institution)
                office = serving.filter(here, country=post.country)
                people = list(office.values_list("user", flat=True).distinct())
                tell_of_work_left(post=post, recipients=people, number=number)
                told += 1
    return told


def _holders_without_post(today: dt.date) -> Any:
    """People with open actions in a State for which they write no more, as a sub-query."""
    serving = Membership.objects.filter(role__in=GOVERNMENT_WRITERS).in_force(today)
    here = serving.filter(user=OuterRef("assignee"), country=OuterRef("country"))
    held = Action.objects.unfinished().filter(assignee__isnull=False)
    return held.filter(~Exists(here)).order_by().values("assignee").distinct()


def in_words(day: str | None) -> str:
    """A date of a note's content as people read it."""
    return date_format(dt.date.fromisoformat(day), "SHORT_DATE_FORMAT") if day else ""
