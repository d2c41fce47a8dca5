"""The writers of imports: a file is taken in, previewed, and on a person's word brought in.

The whole of a file is written in one transaction, or nothing of it; the preview is the same work,
undone.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.countries.models import Country
from apps.recommendations.received.choices import ImportStatus
from apps.recommendations.received.files import read_file
from apps.recommendations.received.listed import ListedFile
from apps.recommendations.received.reading import Reading
from apps.recommendations.received_import_models import (
    RecommendationFile,
    RecommendationImport,
    RecommendationRow,
)
from apps.treaties.sources.lists import MOST_BYTES, SourceFileError
from focalpoint.actors import SYSTEM, Actor
from focalpoint.db.turns import await_turn
from focalpoint.policies import authorize
from focalpoint.services import locked, writing
from focalpoint.transitions import transition

logger = structlog.get_logger(__name__)

# Two files at once would both add what both of them say.
TURN = "recommendations.import"
MOST_ATTEMPTS = 3
# Work that nobody holds for so long was left behind.
LEFT_BEHIND = dt.timedelta(seconds=60)
STEP = 500


class _Undone(Exception):  # noqa: N818 - no fault: the preview ends so
    """Takes back what a preview has written."""


def take_in_file(
    *,
    actor: Actor,
    file_name: str,
    content: bytes,
    country: Country | None = None,
    as_of: dt.date | None = None,
    url: str = "",
) -> tuple[RecommendationImport, bool]:
    """Keep a file to be read; whether it is new. The same file again is the import that it was.

    ``country``: only what concerns that State is taken, as a focal point's office brings it.
    Raises ``ValidationError`` for a file that is empty or too large, and ``PermissionDenied``.
    """
    batch = RecommendationImport(
        file_name=file_name[-200:] or _("List"),
        sha256=hashlib.sha256(content).hexdigest(),
        country=country,
        as_of=as_of,
        url=url,
        uploaded_by_id=actor.user_id,
    )
    authorize(actor, "upload", batch)
    if not content or len(content) > MOST_BYTES:
        most = {"most": MOST_BYTES // 1_000_000}
        raise ValidationError(_("The file is empty, or larger than %(most)d MB.") % most)
    if twin := _twin(batch):
        return twin, False
    try:
        with writing(actor, event="recommendations.uploaded"):
            batch.full_clean()
            batch.save(force_insert=True)
            RecommendationFile.objects.create(batch=batch, content=content)
    except (IntegrityError, ValidationError):
        # Somebody sent the same file in this very moment.
        if twin := _twin(batch):
            return twin, False
        raise
    return batch, True


def _twin(batch: RecommendationImport) -> RecommendationImport | None:
    same = RecommendationImport.objects.filter(sha256=batch.sha256, country=batch.country)
    return same.exclude(status__in=[ImportStatus.FAILED, ImportStatus.DROPPED]).first()


def work_on_import(*, actor: Actor, batch: RecommendationImport) -> RecommendationImport:
    """Read a file that waits for it, or bring it in once that is decided; else do nothing."""
    authorize(actor, "upload", batch)
    steps: dict[str, Callable[[Actor, RecommendationImport, ListedFile], RecommendationImport]] = {
        ImportStatus.WAITING: _preview,
        ImportStatus.APPROVED: _bring_in,
    }
    if not _begin(actor, batch):
        return RecommendationImport.objects.get(pk=batch.pk)
    reason = _("Import of %(file)s") % {"file": batch.file_name}
    with writing(actor, reason=reason, event="recommendations.imported"):
        held = RecommendationImport.objects.filter(pk=batch.pk, status__in=list(steps))
        current = held.select_for_update(of=("self",), skip_locked=True).first()
        if current is None:
            return RecommendationImport.objects.get(pk=batch.pk)
        content = bytes(RecommendationFile.objects.get(batch=current).content)
        try:
            with transaction.atomic():
                file = read_file(content, own_state=current.country.name if current.country else "")
                await_turn(TURN)
                ended = steps[current.status](actor, current, file)
        except SourceFileError as error:
            ended = _failed(actor, current, error.code, str(error))
    logger.info("recommendations_read", batch=str(batch.pk), status=ended.status, **ended.counts)
    return ended


def _preview(actor: Actor, batch: RecommendationImport, file: ListedFile) -> RecommendationImport:
    batch.format = file.format
    reading = Reading(batch, file)
    counts: dict[str, int] = {}
    try:
        with transaction.atomic():
            counts = reading.go()
            raise _Undone
    except _Undone:
        pass
    _keep_rows(batch, reading)
    changes = {
        "counts": counts,
        "format": file.format,
        "as_of": reading.as_of,
        "missing": list(file.missing),
    }
    return _moved(actor, batch, ImportStatus.READ, changes)


def _bring_in(actor: Actor, batch: RecommendationImport, file: ListedFile) -> RecommendationImport:
    reading = Reading(batch, file)
    counts = reading.go()
    _keep_rows(batch, reading)
    RecommendationFile.objects.filter(batch=batch).delete()
    return _moved(actor, batch, ImportStatus.DONE, {"counts": counts})


def _keep_rows(batch: RecommendationImport, reading: Reading) -> None:
    RecommendationRow.objects.filter(batch=batch).delete()
    RecommendationRow.objects.bulk_create(reading.writer.aside, batch_size=STEP)


def _begin(actor: Actor, batch: RecommendationImport) -> bool:
    """Count the attempt, in a transaction of its own; give up what has killed its worker before."""
    with writing(actor):
        rows = RecommendationFile.objects.filter(
            batch=batch, batch__status__in=[ImportStatus.WAITING, ImportStatus.APPROVED]
        )
        file = rows.select_for_update(skip_locked=True).only("attempts").first()
        if file is None:
            return False
        if file.attempts < MOST_ATTEMPTS:
            file.attempts += 1
            file.save(update_fields=["attempts"])
            return True
        _failed(actor, batch, "broke_off", _("The work on this file broke off several times."))
    return False


def decide_import(
    *, actor: Actor, batch: RecommendationImport, take: bool, version: int | None = None
) -> RecommendationImport:
    """Bring in what the preview showed (a task does it in the decider's name), or drop the file."""
    authorize(actor, "upload", batch)
    with writing(actor, event="recommendations.decided"):
        file = RecommendationFile.objects.filter(batch=batch)
        if take:
            file.update(attempts=0)
        else:
            file.delete()
        return transition(
            actor=actor,
            instance=batch,
            to=ImportStatus.APPROVED if take else ImportStatus.DROPPED,
            verb="upload",
            version=version,
            derive=lambda _current: {"decided_by_id": actor.user_id},
        )


def give_up_import(batch: RecommendationImport) -> None:
    """End an import in whose name nobody may go on: who brought it, or decided on it, has left."""
    with writing(SYSTEM, event="recommendations.given_up"):
        current = locked(SYSTEM, batch)
        if current.is_waiting:
            words = _(
                "Whoever brought the file, or decided on it, may do so no more. Upload it anew."
            )
            _failed(SYSTEM, current, "no_right", words)


def _failed(
    actor: Actor, batch: RecommendationImport, code: str, problem: str
) -> RecommendationImport:
    RecommendationFile.objects.filter(batch=batch).delete()
    changes = {"problem_code": code, "problem": problem, "counts": {}}
    return _moved(actor, batch, ImportStatus.FAILED, changes)


def _moved(
    actor: Actor, batch: RecommendationImport, to: str, changes: dict[str, Any]
) -> RecommendationImport:
    return transition(actor=actor, instance=batch, to=to, verb="upload", changes=changes)


def imports_left_behind(*, now: dt.datetime) -> list[RecommendationImport]:
    """Files that were taken in or decided on and that nobody works on; for the system."""
    waiting = RecommendationImport.objects.filter(
        status__in=[ImportStatus.WAITING, ImportStatus.APPROVED], updated_at__lt=now - LEFT_BEHIND
    )
    return list(waiting.order_by("pk"))
