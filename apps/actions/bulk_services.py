"""The writers of bulk changes: each action on its own merits, all of them in a few statements.

A selection is stored first, one item per action with the version that the person saw; then it is
worked through in batches. An item is settled in the transaction that changes its action, so that a
worker that dies in between leaves nothing half-done: the next one goes on with what still waits.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.actions.bulk_kinds import BulkKind, Link, kind_of
from apps.actions.bulk_models import BulkChange, BulkItem, Outcome, Stage
from apps.actions.models import Action, ActionLink, ActionSeen
from apps.actions.services import left_behind_in, note_links
from focalpoint.actors import Actor
from focalpoint.ids import UUID7_SQL
from focalpoint.policies import allowed, authorize
from focalpoint.services import writing
from focalpoint.transitions import taking_back

# So many are changed while the person waits, and in one transaction; more go to a worker.
BATCH = 500
# More than this is not a selection but a migration.
MOST = 10_000
# What its author may not do any more is not tried for ever.
RESUMED_FOR = dt.timedelta(days=1)

ITEM = BulkItem._meta.db_table
_SELECT_ITEMS = f"""
    INSERT INTO {ITEM} (id, change_id, action_id, version, outcome, problem, before)
    SELECT {UUID7_SQL}, %s, picked.id, picked.version, 'waiting', '', jsonb_build_object()
    FROM ({{rows}}) AS picked (id, version)
"""  # noqa: S608


@dataclass(frozen=True)
class _Held:
    """The actions of a batch that the actor sees; those in ``locked`` they may write."""

    actions: dict[uuid.UUID, Action]
    locked: frozenset[uuid.UUID]


class _RefusedError(Exception):
    """All or nothing was asked, and some cannot be changed: the transaction is undone."""

    def __init__(self, items: list[BulkItem]) -> None:
        self.items = items


def select_for_change(
    *,
    actor: Actor,
    kind: str,
    values: Mapping[str, Any],
    reason: str = "",
    all_or_nothing: bool = False,
    versions: Mapping[uuid.UUID, int] | None = None,
    rows: QuerySet[Action] | None = None,
) -> BulkChange:
    """Store what is to be changed, and how; nothing is changed yet.

    ``versions`` names actions with the version that the person saw of each; ``rows`` is a filtered
    set of which every action is meant as it stands now. Raises ``ValidationError``.
    """
    country = actor.country
    office = actor.office_in(country.pk) if country else None
    if country is None or office is None or actor.user_id is None:
        raise PermissionDenied(_("You hold no post in this State."))
    words = kind_of(actor, country, kind, dict(values)).words()
    change = BulkChange(
        country=country,
        office_id=office,
        author_id=actor.user_id,
        kind=kind,
        values=dict(values),
        words=words[:300],
        reason=reason.strip()[:300],
        all_or_nothing=all_or_nothing,
    )
    authorize(actor, "create", change)
    with writing(actor):
        change.save(force_insert=True)
        change.total = _pick(change, rows) if rows is not None else _name(change, versions or {})
        if not change.total:
            raise ValidationError(_("Nothing is selected."))
        if change.total > MOST:
            most = {"number": change.total, "most": MOST}
            raise ValidationError(
                _("%(number)s actions are more than can be changed at once (%(most)s).") % most
            )
        change.save(update_fields=["total"])
    return change


def _pick(change: BulkChange, rows: QuerySet[Action]) -> int:
    sql, params = rows.order_by().values_list("pk", "version")[: MOST + 1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_SELECT_ITEMS.format(rows=sql), [change.pk, *params])
        return int(cursor.rowcount)


def _name(change: BulkChange, versions: Mapping[uuid.UUID, int]) -> int:
    # What is too much is refused by its number; it need not be stored.
    if len(versions) <= MOST:
        BulkItem.objects.bulk_create(
            BulkItem(change=change, action_id=pk, version=version)
            for pk, version in versions.items()
        )
    return len(versions)


def select_rest(*, actor: Actor, change: BulkChange) -> BulkChange:
    """Ask anew for a change that was refused as a whole, without what stood in its way."""
    items = BulkItem.objects.filter(change=change, outcome=Outcome.WAITING)
    return select_for_change(
        actor=actor,
        kind=change.kind,
        values=change.values,
        reason=change.reason,
        versions=dict(items.values_list("action_id", "version")),
    )


def apply_bulk_change(*, actor: Actor, change: BulkChange, batch: int = BATCH) -> BulkChange:
    """Change what can be changed; what cannot is kept with the reason, and nothing else suffers.

    May be repeated: it goes on with what is left. Where all or nothing was asked and something
    cannot be changed, nothing is.
    """
    authorize(actor, "apply", change)
    kind = kind_of(actor, change.country, change.kind, change.values)
    if not change.all_or_nothing:
        while _step(actor, change, kind, batch):
            pass
        return _settle(actor, change, Stage.DONE)
    try:
        with writing(actor):
            refused: list[BulkItem] = []
            while items := _step(actor, change, kind, batch):
                refused += [item for item in items if item.outcome == Outcome.REFUSED]
            if refused:
                raise _RefusedError(refused)
    except _RefusedError as error:
        with writing(actor):
            _store(error.items)
            return _settle(actor, change, Stage.REFUSED)
    return _settle(actor, change, Stage.DONE)


def _step(actor: Actor, change: BulkChange, kind: BulkKind, batch: int) -> list[BulkItem]:
    """Settle the next items in one transaction; none left, none returned."""
    label = f"action.bulk_{change.kind}"
    with writing(actor, reason=change.reason, event=label):
        items = _waiting(actor, change, Outcome.WAITING, batch)
        if not items or _stage_of(change) != Stage.WAITING:
            return []
        held = _held(actor, items)
        kind.prepare(list(held.actions.values()))
        for item in items:
            _judge(actor, kind, item, held)
        chosen = [item for item in items if item.outcome == Outcome.CHANGED]
        if chosen:
            _write(actor, kind, chosen)
            kind.tell([held.actions[item.action_id] for item in chosen])
        _store(items)
    return items


def _waiting(actor: Actor, change: BulkChange, outcome: str, batch: int) -> list[BulkItem]:
    """The next items with an outcome; whoever holds the change's row works on it alone."""
    rows = BulkChange.objects.visible_to(actor).filter(pk=change.pk)
    rows.select_for_update(of=("self",)).values_list("pk").get()
    items = BulkItem.objects.filter(change=change, outcome=outcome)
    return list(items.order_by("id")[:batch])


def _stage_of(change: BulkChange) -> str:
    stage: str = BulkChange.objects.values_list("stage", flat=True).get(pk=change.pk)
    return stage


def _held(actor: Actor, items: Sequence[BulkItem]) -> _Held:
    """The actions of ``items`` as they stand; what may be written stays locked until the end."""
    seen = Action.objects.visible_to(actor).filter(pk__in=[item.action_id for item in items])
    # In one order, so that two bulk changes wait for each other and do not block each other.
    mine = seen.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True)
    locked = frozenset(mine)
    return _Held(seen.in_bulk(), locked)


def _judge(actor: Actor, kind: BulkKind, item: BulkItem, held: _Held) -> None:
    """Decide what becomes of one action, and keep what it is now."""
    action = held.actions.get(item.action_id)
    item.problem = _obstacle(actor, kind, item, held)
    if item.problem or action is None:
        item.outcome = Outcome.REFUSED
    elif kind.is_so(action):
        item.outcome = Outcome.SAME
    else:
        item.problem = kind.problem(action)[:300]
        item.outcome = Outcome.REFUSED if item.problem else Outcome.CHANGED
        item.before = {name: _plain(getattr(action, name)) for name in kind.kept}


def _obstacle(actor: Actor, kind: BulkKind, item: BulkItem, held: _Held) -> str:
    action = held.actions.get(item.action_id)
    if problem := _out_of_reach(actor, action, held):
        return problem
    if action is not None and action.country_id != kind.country.pk:
        return _("It belongs to another State.")
    if action is not None and action.version != item.version:
        return _("Somebody changed it meanwhile.")
    return ""


def _out_of_reach(actor: Actor, action: Action | None, held: _Held) -> str:
    if action is None:
        return _("It does not exist any more, or you do not see it.")
    if action.pk not in held.locked or not allowed(actor, "change", action):
        return _("You may not change it.")
    return ""


def _write(actor: Actor, kind: BulkKind, items: list[BulkItem]) -> None:
    """Change the actions of ``items`` and note the versions that this made."""
    ids = [item.action_id for item in items]
    rows = Action.objects.visible_to(actor).filter(pk__in=ids)
    kind.write(rows)
    versions = dict(Action.objects.filter(pk__in=ids).values_list("pk", "version"))
    links = kind.made if isinstance(kind, Link) else {}
    for item in items:
        # Gone from sight by the change itself: then nobody here can take it back.
        item.after_version = versions.get(item.action_id)
        item.link_id = links.get(item.action_id)
    _see(actor, [pk for pk in ids if pk in versions])


def _see(actor: Actor, ids: Sequence[uuid.UUID]) -> None:
    """What one has changed oneself is not unread."""
    now = timezone.now()
    if actor.user_id is None:
        return
    ActionSeen.objects.bulk_create(
        [ActionSeen(action_id=pk, user_id=actor.user_id, seen_at=now) for pk in ids],
        update_conflicts=True,
        unique_fields=["user", "action"],
        update_fields=["seen_at"],
    )


def _store(items: Sequence[BulkItem]) -> None:
    """Write what was decided, in one statement."""
    BulkItem.objects.bulk_create(
        items,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["outcome", "problem", "before", "after_version", "link_id"],
    )


def _settle(actor: Actor, change: BulkChange, stage: str) -> BulkChange:
    """End the change, unless somebody did already."""
    with writing(actor):
        open_ones = BulkChange.objects.filter(
            pk=change.pk, stage__in=[Stage.WAITING, Stage.UNDOING]
        )
        now = timezone.now()
        # The time for an undo runs from the end of the change, not from the end of the undo.
        ended = {} if stage == Stage.UNDONE else {"finished_at": now}
        open_ones.update(stage=stage, **ended)
        change.refresh_from_db(fields=["stage", "finished_at"])
    return change


def bulk_changes_left_behind(*, now: dt.datetime) -> list[tuple[uuid.UUID, str]]:
    """Changes of the last day that were asked for and that nobody works on; for the system."""
    since = now - dt.timedelta(seconds=settings.WORK_RESUMED_AFTER)
    with transaction.atomic():
        rows = BulkChange.objects.filter(
            stage__in=[Stage.WAITING, Stage.UNDOING],
            created_at__lt=since,
            created_at__gt=now - RESUMED_FOR,
        )
        free = rows.select_for_update(of=("self",), skip_locked=True)
        return list(free.values_list("pk", "stage"))


def begin_undo(*, actor: Actor, change: BulkChange) -> BulkChange:
    """Say that a change is to be taken back; ``undo_bulk_change`` does it.

    Raises ``PermissionDenied``, or ``ValidationError`` when it is too late or done already.
    """
    authorize(actor, "undo", change)
    with writing(actor):
        current = BulkChange.objects.visible_to(actor).select_for_update(of=("self",))
        change = current.get(pk=change.pk)
        if not change.can_be_undone:
            raise ValidationError(_("This change can no longer be undone."))
        change.stage = Stage.UNDOING
        change.save(update_fields=["stage"])
    return change


def undo_bulk_change(*, actor: Actor, change: BulkChange, batch: int = BATCH) -> BulkChange:
    """Make each action what it was before, unless somebody changed it since; those are named.

    May be repeated: it goes on with what is left.
    """
    authorize(actor, "undo", change)
    kind = kind_of(actor, change.country, change.kind, change.values)
    while _step_back(actor, change, kind, batch):
        pass
    return _settle(actor, change, Stage.UNDONE)


def _step_back(actor: Actor, change: BulkChange, kind: BulkKind, batch: int) -> bool:
    reason = _("Undone: %(change)s") % {"change": change}
    with writing(actor, reason=reason, event="action.bulk_undone"):
        items = _waiting(actor, change, Outcome.CHANGED, batch)
        if not items or _stage_of(change) != Stage.UNDOING:
            return False
        held = _held(actor, items)
        for item in items:
            item.problem = _against_undo(actor, item, held)
            item.outcome = Outcome.KEPT if item.problem else Outcome.UNDONE
        restored = [item for item in items if item.outcome == Outcome.UNDONE]
        if isinstance(kind, Link):
            undone = [item.action_id for item in restored]
            note_links(Action.objects.visible_to(actor).filter(pk__in=undone))
            links = ActionLink.objects.visible_to(actor)
            links.filter(pk__in=[item.link_id for item in restored]).delete()
        elif restored:
            _restore(kind, [(held.actions[item.action_id], item.before) for item in restored])
        _see(actor, [item.action_id for item in restored])
        _store(items)
    return True


def _against_undo(actor: Actor, item: BulkItem, held: _Held) -> str:
    action = held.actions.get(item.action_id)
    if problem := _out_of_reach(actor, action, held):
        return problem
    # What else somebody changed in the action does not stand in the way of a link.
    if item.link_id is None and action is not None and action.version != item.after_version:
        return _("Somebody changed it since.")
    return ""


def _restore(kind: BulkKind, restored: Sequence[tuple[Action, dict[str, Any]]]) -> None:
    fields: list[Any] = [Action._meta.get_field(name) for name in kind.fields()]
    present = {action.pk: _who_owes(action) for action, _before in restored}
    for action, before in restored:
        for field in fields:
            if field.attname in before:
                setattr(action, field.attname, field.to_python(before[field.attname]))
    actions = [action for action, _before in restored]
    returned = [action for action in actions if _who_owes(action) not in (None, present[action.pk])]
    left = left_behind_in(returned)
    for action in returned:
        if action.pk in left:
            action.assignee_id = None
    with taking_back(Action):
        Action.objects.bulk_update(actions, list({*kind.fields(), "assignee"}))


def _who_owes(action: Action) -> uuid.UUID | None:
    """Who has an action among their open work."""
    owes = not action.is_finished and action.archived_at is None
    return action.assignee_id if owes else None


def _plain(value: Any) -> Any:
    """A column's value as JSON keeps it."""
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value
