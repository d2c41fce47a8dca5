"""The writers of evidence, one per verb: pages, the API, mails and tasks all call these."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.countries.models import Institution
from apps.evidence import storage
from apps.evidence.intake import Refused, Taken, examine, sort_out
from apps.evidence.models import Evidence, Revision, Sensitivity, Status
from apps.evidence.names import title_of
from focalpoint.actors import Actor
from focalpoint.attachments import carrier_of
from focalpoint.ids import uuid7
from focalpoint.policies import authorize
from focalpoint.services import create_record, update_record, writing
from focalpoint.sharing import sharing_problem
from focalpoint.transitions import transition
from focalpoint.visibility import Visibility

# What people change; revisions and the withdrawal have doors of their own.
EDITABLE = frozenset({"title", "effective_on", "sensitivity", "visibility", "office"})
CAREFUL = tuple(Sensitivity)


def attach_files(
    *,
    actor: Actor,
    target: models.Model,
    files: "Sequence[File[bytes]]",
    effective_on: dt.date | None = None,
    sensitivity: str = Sensitivity.ORDINARY,
    visibility: str = "",
    office: Institution | None = None,
    title: str = "",
    note: str = "",
    reason: str = "",
) -> list[Evidence]:
    """Add files to a record, one item of evidence each: all of them, or none.

    ``target`` is a record of a kind that carries evidence (``focalpoint.attachments``); whoever may
    change it may add to it. ``effective_on`` is today in the State's capital unless said otherwise;
    ``visibility`` the government, or the office for what is strictly restricted; ``office`` the
    actor's own institution there. Each item is called after its file, or ``title``.
    Raises ``PermissionDenied``, or ``ValidationError`` that names each file that is refused
    (under ``files``) and why. To take the good ones of a mixed lot, ask ``intake.sort_out`` first.
    """
    first = _new_item(actor, target, effective_on, sensitivity, visibility, office, title)
    authorize(actor, "create", first)
    if not files:
        raise ValidationError({"files": _("Choose a file.")})
    taken, refused = sort_out(files)
    if refused:
        raise ValidationError({"files": [str(refusal) for refusal in refused]})
    found = []
    with _files_kept() as keep, _writing_on(actor, first, reason, "evidence.attached"):
        for one in taken:
            item = _new_item(actor, target, effective_on, sensitivity, visibility, office, "")
            item.title = _title(title, one, alone=len(taken) == 1)
            create_record(actor=actor, instance=item, event="evidence.attached")
            create_record(actor=actor, instance=keep(_revision_of(actor, item, note), one))
            found.append(item)
    return found


def attach_link(
    *,
    actor: Actor,
    target: models.Model,
    url: str,
    title: str = "",
    effective_on: dt.date | None = None,
    sensitivity: str = Sensitivity.ORDINARY,
    visibility: str = "",
    office: Institution | None = None,
    note: str = "",
    reason: str = "",
) -> Evidence:
    """Add a link to a page elsewhere; otherwise as ``attach_files``. Only the address is kept."""
    named = title or url[:200]
    item = _new_item(actor, target, effective_on, sensitivity, visibility, office, named)
    with _writing_on(actor, item, reason, "evidence.attached"):
        create_record(actor=actor, instance=item, event="evidence.attached")
        revision = _revision_of(actor, item, note)
        revision.url = url
        _required(revision.url, "url", _("Give the address."))
        create_record(actor=actor, instance=revision)
    return item


def revise_evidence(
    *,
    actor: Actor,
    evidence: Evidence,
    version: int | None,
    file: "File[bytes] | None" = None,
    url: str = "",
    effective_on: dt.date | None = None,
    note: str = "",
    reason: str = "",
) -> Evidence:
    """Add a revision, a file or a link; the earlier ones stay. Returns the evidence as saved.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    if (file is None) == (url == ""):
        raise ValidationError({"file": _("Choose a file or give an address.")})
    authorize(actor, "change", evidence)
    taken = examine(file) if file is not None else None
    if isinstance(taken, Refused):
        raise ValidationError({"file": str(taken)})

    def derive(current: Evidence) -> dict[str, Any]:
        if current.is_withdrawn:
            raise ValidationError(_("It is withdrawn. Restore it before you revise it."))
        return {"revision_number": current.revision_number + 1}

    changes = {"effective_on": effective_on} if effective_on else {}
    event = "evidence.revised"
    with _files_kept() as keep, _writing_on(actor, evidence, reason, event):
        changed = update_record(
            actor=actor,
            instance=evidence,
            changes=changes,
            version=version,
            event=event,
            derive=derive,
        )
        revision = _revision_of(actor, changed, note, url=url)
        create_record(actor=actor, instance=keep(revision, taken) if taken else revision)
    return changed


def change_evidence(
    *,
    actor: Actor,
    evidence: Evidence,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> Evidence:
    """Change some of the ``EDITABLE`` fields. To keep it less carefully needs a reason.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    unknown = set(changes) - EDITABLE
    if unknown:
        raise ValidationError(
            {name: _("This field cannot be changed here.") for name in sorted(unknown)}
        )

    def derive(current: Evidence) -> dict[str, Any]:
        wanted = Sensitivity(changes.get("sensitivity", current.sensitivity))
        before = Sensitivity(current.sensitivity)
        if CAREFUL.index(wanted) < CAREFUL.index(before):
            _required(reason, "reason", _("Say why it may be kept less carefully."))
        office = changes.get("office", current.office)
        level = changes.get("visibility", current.visibility)
        _check_reach(actor, level, office.pk)
        _check_sharing(actor, current, before=current.visibility, after=level)
        return {}

    with _writing_on(actor, evidence, reason):
        return update_record(
            actor=actor,
            instance=evidence,
            changes=changes,
            version=version,
            reason=reason,
            derive=derive,
        )


def withdraw_evidence(
    *, actor: Actor, evidence: Evidence, version: int | None, reason: str
) -> Evidence:
    """Say that it proves nothing any more, and why; it stays readable, with all its revisions."""
    _required(reason.strip(), "reason", _("Say why it is withdrawn."))
    with _writing_on(actor, evidence, reason):
        return transition(
            actor=actor,
            instance=evidence,
            to=Status.WITHDRAWN,
            version=version,
            reason=reason,
            changes={"withdrawal_reason": reason.strip()},
        )


def restore_evidence(
    *, actor: Actor, evidence: Evidence, version: int | None, reason: str = ""
) -> Evidence:
    """Take a withdrawal back."""
    with _writing_on(actor, evidence, reason):
        return transition(
            actor=actor,
            instance=evidence,
            to=Status.CURRENT,
            version=version,
            reason=reason,
            changes={"withdrawal_reason": ""},
        )


@contextmanager
def _writing_on(actor: Actor, item: Evidence, reason: str, event: str = "") -> Iterator[None]:
    """Holds the record that an item belongs to: whether it may be changed is asked of it as it is.

    Where people vouch for it together with its evidence, its version rises.
    """
    rows: Any = item.carrier.model._default_manager.filter(pk=item.target_id)
    with writing(actor, reason=reason, event=event):
        # Whoever does not see the record holds nothing, and is refused by the policy.
        held = rows.visible_to(actor).select_for_update(of=("self",)).first()
        yield
        if held is not None and item.carrier.vouched:
            # No field of it changes: what happened, and why, stands in the item's own history.
            rows.update(version=F("version") + 1, updated_at=timezone.now())


def _new_item(
    actor: Actor,
    target: models.Model,
    effective_on: dt.date | None,
    sensitivity: str,
    visibility: str,
    office: Institution | None,
    title: str,
) -> Evidence:
    """An item that hangs on ``target``, not saved; ``PermissionDenied`` without a post there."""
    record: Any = target
    narrow = sensitivity == Sensitivity.RESTRICTED
    owner = office.pk if office else actor.office_in(record.country_id)
    if owner is None and actor.is_system:
        owner = record.office_id
    if owner is None:
        # Whoever holds a post in a State holds it in an institution.
        raise PermissionDenied(_("You hold no post in this State."))
    item = Evidence(
        country=record.country,
        office_id=owner,
        target_kind=carrier_of(record).kind,
        target_id=record.pk,
        title=title,
        effective_on=effective_on or record.country.local_date(timezone.now()),
        sensitivity=sensitivity,
        visibility=visibility or (Visibility.OFFICE if narrow else Visibility.GOVERNMENT),
        added_by_id=actor.user_id,
    )
    _check_reach(actor, item.visibility, owner)
    _check_sharing(actor, item, before=None, after=item.visibility)
    return item


def _check_reach(actor: Actor, visibility: str, office_id: Any) -> None:
    """Whoever writes evidence must be able to see it."""
    if visibility == Visibility.OFFICE and not actor.is_system and office_id not in actor.offices:
        raise ValidationError(
            {"visibility": _("You do not belong to this office: you could not see it.")}
        )


def _check_sharing(actor: Actor, item: Evidence, *, before: str | None, after: str) -> None:
    """Only those who approve let others than the own government read it."""
    if problem := sharing_problem(actor, item, before=before, after=after):
        raise ValidationError({"visibility": problem})


def _title(title: str, one: Taken, *, alone: bool) -> str:
    name = title_of(one.name)
    if not title:
        return name[:200]
    return title if alone else f"{title} – {name}"[:200]


def _revision_of(actor: Actor, evidence: Evidence, note: str, *, url: str = "") -> Revision:
    return Revision(
        evidence=evidence,
        number=evidence.revision_number,
        url=url,
        note=note,
        uploaded_by_id=actor.user_id,
    )


def _required(value: str, name: str, message: str) -> None:
    if not value:
        raise ValidationError({name: message})


@contextmanager
def _files_kept() -> Iterator[Any]:
    """Writes files to their places and takes them away again if the block fails.

    What a kill leaves behind is named by no row: invisible, and swept up later.
    """
    kept = []

    def keep(revision: Revision, taken: Taken) -> Revision:
        revision.pk = uuid7()
        kept.append(revision.pk)
        found = storage.keep(revision.pk, taken.file)
        revision.name = taken.name
        revision.media_type = taken.media_type.name
        revision.size = found.size
        revision.sha256 = found.sha256
        revision.checked_at = timezone.now()
        return revision

    try:
        yield keep
    except BaseException:
        for key in kept:
            storage.discard(key)
        raise
