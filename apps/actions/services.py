"""The writers of actions, one per verb: the web, the API, the admin and tasks all call these."""

import copy
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import DateTimeField, Func, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Membership, User
from apps.actions.models import (
    UNFINISHED,
    Action,
    ActionLink,
    ActionSeen,
    ActionUpdate,
    Priority,
    Status,
)
from apps.actions.notices import tell_of_assignment, tell_of_step, tell_of_unblocking
from apps.catalogue.models import Item
from apps.countries.models import Country, Institution
from apps.countries.references import next_reference
from apps.recommendations.received_models import ReceivedRecommendation
from apps.recommendations.strategy_models import StrategyPriority
from apps.treaties.models import Treaty
from focalpoint.acting import acting
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.roles import GOVERNMENT_WRITERS
from focalpoint.services import create_record, update_record, writing
from focalpoint.sharing import sharing_problem
from focalpoint.transitions import transition
from focalpoint.visibility import Visibility

# What people change; the status has its own door, the rest is bookkeeping.
EDITABLE = frozenset(
    {
        "title",
        "description",
        "priority",
        "office",
        "lead_institution",
        "assignee",
        "start_on",
        "due_on",
        "visibility",
    }
)


def create_action(
    *,
    actor: Actor,
    country: Country,
    title: str,
    description: str = "",
    priority: int = Priority.NORMAL,
    office: Institution | None = None,
    lead_institution: Institution | None = None,
    assignee: User | None = None,
    start_on: dt.date | None = None,
    due_on: dt.date | None = None,
    visibility: str = Visibility.GOVERNMENT,
    items: Iterable[Item] = (),
    treaties: Iterable[Treaty] = (),
    priorities: Iterable[StrategyPriority] = (),
    recommendations: Iterable[ReceivedRecommendation] = (),
    reason: str = "",
) -> Action:
    """Log an open action with the next reference of its State, and link it.

    ``office`` is the institution that owns it, by default the actor's own in that State.
    Raises ``PermissionDenied`` or ``ValidationError``; then no reference is used up.
    """
    now = timezone.now()
    owner = office.pk if office else actor.office_in(country.pk)
    if owner is None and not actor.is_system:
        # Whoever holds a post in a State holds it in an institution.
        raise PermissionDenied(_("You hold no post in this State."))
    if owner is None:
        raise ValidationError({"office": _("Say which institution owns the action.")})
    action = Action(
        country=country,
        office_id=owner,
        title=title,
        description=description,
        priority=priority,
        lead_institution=lead_institution,
        assignee=assignee,
        start_on=start_on,
        due_on=due_on,
        due_set_at=now if due_on else None,
        visibility=visibility,
    )
    authorize(actor, "create", action)
    with writing(actor, reason=reason, event="action.created"):
        _check_reach(actor, action)
        _check_sharing(actor, action)
        action.reference = next_reference(country, year=country.local_date(now).year)
        create_record(actor=actor, instance=action)
        # Nobody has seen the action without its links: its version stays the first.
        for item in items:
            _add_link(actor, ActionLink(action=action, item=item))
        for treaty in treaties:
            _add_link(actor, ActionLink(action=action, treaty=treaty))
        for each in priorities:
            _add_link(actor, ActionLink(action=action, priority=each))
        for asked in recommendations:
            _add_link(actor, ActionLink(action=action, recommendation=asked))
        mark_seen(actor=actor, action=action)
        tell_of_assignment(actor=actor, action=action)
    return action


def update_action(
    *,
    actor: Actor,
    action: Action,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> Action:
    """Change some of the ``EDITABLE`` fields and return the action as saved.

    ``version`` is the version that the person saw. Raises ``StaleVersionError`` when somebody saved
    another one meanwhile, ``PermissionDenied`` or ``ValidationError``.
    """
    unknown = set(changes) - EDITABLE
    if unknown:
        raise ValidationError(
            {name: _("This field cannot be changed here.") for name in sorted(unknown)}
        )

    def derive(current: Action) -> dict[str, Any]:
        proposed = copy.copy(current)
        for name, value in changes.items():
            setattr(proposed, name, value)
        _check_reach(actor, proposed, before=current)
        _check_sharing(actor, proposed, before=current)
        # In the transaction of the change: what is refused below is told to nobody.
        tell_of_assignment(actor=actor, action=proposed, before=current)
        if proposed.due_on == current.due_on:
            return {}
        return {"due_set_at": timezone.now() if proposed.due_on else None}

    changed = update_record(
        actor=actor, instance=action, changes=changes, version=version, reason=reason, derive=derive
    )
    mark_seen(actor=actor, action=changed)
    return changed


def change_status(
    *, actor: Actor, action: Action, to: str, version: int | None = None, reason: str = ""
) -> Action:
    """Move the action to the status ``to``; done is done on the date in the State's capital.

    Raises ``IllegalTransitionError``, ``StaleVersionError`` or ``PermissionDenied``. Asking for the
    status that it has already changes nothing. What is reopened does not come back to somebody who
    has left.
    """

    def derive(current: Action) -> dict[str, Any]:
        tell_of_step(actor=actor, action=current, to=to)
        if to not in UNFINISHED:
            tell_of_unblocking(actor=actor, finished=[current.pk])
        finished = current.country.local_date(timezone.now()) if to == Status.DONE else None
        further: dict[str, Any] = {"completed_on": finished}
        if current.is_finished and to in UNFINISHED and left_behind_in([current]):
            further["assignee"] = None
        return further

    changed = transition(
        actor=actor, instance=action, to=to, version=version, reason=reason, derive=derive
    )
    mark_seen(actor=actor, action=changed)
    return changed


def log_update(*, actor: Actor, action: Action, text: str, reason: str = "") -> ActionUpdate:
    """Add an entry to the action's log, in the actor's name; it is never edited afterwards."""
    update = ActionUpdate(action=action, author_id=actor.user_id, text=text.strip())
    create_record(actor=actor, instance=update, reason=reason, event="action.update_logged")
    mark_seen(actor=actor, action=action)
    return update


def link_action(
    *,
    actor: Actor,
    action: Action,
    item: Item | None = None,
    treaty: Treaty | None = None,
    priority: StrategyPriority | None = None,
    recommendation: ReceivedRecommendation | None = None,
    reason: str = "",
) -> ActionLink:
    """Say what an action serves (item, instrument, priority, recommendation); raises its version.

    A link that exists already is returned as it is. Raises ``PermissionDenied`` or, without exactly
    one target, ``ValidationError``.
    """
    link = ActionLink(
        action=action, item=item, treaty=treaty, priority=priority, recommendation=recommendation
    )
    authorize(actor, "create", link)
    with writing(actor, reason=reason, event="action.linked"):
        existing = _twin(actor, link)
        if existing is not None:
            return existing
        note_links(Action.objects.visible_to(actor).filter(pk=action.pk))
        made = _add_link(actor, link)
        mark_seen(actor=actor, action=action)
    return made


def unlink_action(*, actor: Actor, link: ActionLink, reason: str = "") -> None:
    """Take a link away and raise the action's version; the history keeps it.

    Raises ``PermissionDenied``.
    """
    authorize(actor, "delete", link)
    with writing(actor, reason=reason, event="action.unlinked"):
        note_links(Action.objects.visible_to(actor).filter(pk=link.action_id))
        ActionLink.objects.visible_to(actor).filter(pk=link.pk).delete()
        mark_seen(actor=actor, action=link.action)


def note_links(rows: QuerySet[Action]) -> None:
    """Raise the versions of actions whose links change, in the transaction of the change.

    Whoever saw an earlier version, such as a sheet that was exported, did not see these links.
    """
    # The database's clock, as in the history of the links.
    rows.update(links_set_at=Func(function="clock_timestamp", output_field=DateTimeField()))


def _twin(actor: Actor, link: ActionLink) -> ActionLink | None:
    same = {"action": link.action, **{name: getattr(link, name) for name in link.TARGETS}}
    found: ActionLink | None = ActionLink.objects.visible_to(actor).filter(**same).first()
    return found


def _add_link(actor: Actor, link: ActionLink) -> ActionLink:
    if link.priority is not None and link.priority.country_id != link.action.country_id:
        raise ValidationError({"priority": _("This priority belongs to another State.")})
    asked = link.recommendation
    if asked is not None and asked.country_id != link.action.country_id:
        words = _("This recommendation was made to another State.")
        raise ValidationError({"recommendation": words})
    return _twin(actor, link) or create_record(actor=actor, instance=link, event="action.linked")


def mark_seen(*, actor: Actor, action: Action) -> None:
    """Remember that the actor has seen the action as it stands now; what changes later is unread.

    People who only read the State's records, and the system, leave no mark.
    """
    if actor.user_id is None or action.country_id not in actor.write_states:
        return
    with acting(actor):
        ActionSeen.objects.bulk_create(
            [ActionSeen(action=action, user_id=actor.user_id, seen_at=timezone.now())],
            update_conflicts=True,
            unique_fields=["user", "action"],
            update_fields=["seen_at"],
        )


def _check_reach(actor: Actor, action: Action, *, before: Action | None = None) -> None:
    """Whoever works on the action must be able to see it: its writer, and its assignee.

    A person who was assigned before and has left since does not stand in the way of other changes.
    """
    narrow = action.visibility == Visibility.OFFICE and not actor.is_system
    if narrow and action.office_id not in actor.offices:
        raise ValidationError(
            {"visibility": _("You do not belong to this office: you could not see it.")}
        )
    reach = ("assignee_id", "visibility", "office_id")
    same = before is not None and all(getattr(before, n) == getattr(action, n) for n in reach)
    if action.assignee is not None and not same:
        _check_assignee(action, action.assignee)


def _check_sharing(actor: Actor, action: Action, *, before: Action | None = None) -> None:
    """Only those who approve let others than the own government read the action."""
    problem = sharing_problem(
        actor, action, before=before.visibility if before else None, after=action.visibility
    )
    if problem:
        raise ValidationError({"visibility": problem})


def _check_assignee(action: Action, assignee: User) -> None:
    offices = offices_of(assignee, action.country)
    if problem := assignee_problem(action, assignee, offices):
        raise ValidationError({"assignee": problem})


def offices_of(person: User, country: Country) -> set[UUID]:
    """The institutions of a State for which a person writes today."""
    posts = Membership.objects.filter(user=person, country=country, role__in=GOVERNMENT_WRITERS)
    return set(posts.in_force().values_list("institution_id", flat=True))


def left_behind_in(actions: Iterable[Action]) -> set[UUID]:
    """Those of some actions whose assignee has left, or could not see them; in one query.

    Work that comes back (reopened, out of the archive, by an undo) never comes back to these: it is
    for its institution then.
    """
    held = [action for action in actions if action.assignee_id is not None]
    if not held:
        return set()
    posts = Membership.objects.filter(
        user__in={action.assignee_id for action in held}, role__in=GOVERNMENT_WRITERS
    )
    rows = posts.in_force().values_list("user", "country", "institution")
    offices: dict[tuple[Any, Any], set[UUID]] = defaultdict(set)
    for user, country, institution in rows:
        offices[user, country].add(institution)
    found = set()
    for action in held:
        places = offices[action.assignee_id, action.country_id]
        narrow = action.visibility == Visibility.OFFICE and action.office_id not in places
        if not places or narrow:
            found.add(action.pk)
    return found


def assignee_problem(action: Action, person: User, offices: Collection[UUID]) -> str:
    """Why a person who writes for these ``offices`` cannot be assigned the action, if so."""
    if not offices:
        return _("%(person)s does not work for this State.") % {"person": person}
    if action.visibility == Visibility.OFFICE and action.office_id not in offices:
        words = _(
            "%(person)s belongs to another institution and could not see this action,"
            " which only its own office sees."
        )
        return words % {"person": person}
    return ""
