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
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.countries.models import Country
from apps.recommendations.received.choices import FileFormat, FoundIn, ImportStatus, RowOutcome
from apps.recommendations.received.files import read_file
from apps.recommendations.received.listed import ListedFile
from apps.recommendations.received.reading import Reading, restored
from apps.recommendations.received_import_models import (
    RecommendationFile,
    RecommendationImport,
    RecommendationRow,
)
from apps.recommendations.received_models import RecommendingState
from apps.treaties.import_models import ParticipantAlias
from apps.treaties.import_services import map_participant
from apps.treaties.participants import key_of
from apps.treaties.sources.lists import MOST_BYTES, SourceFileError
from focalpoint.actors import Actor
from focalpoint.db.turns import await_turn
from focalpoint.policies import authorize
from focalpoint.services import writing
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
    """Bring in what the preview showed (a task then does it), or drop the file."""
    authorize(actor, "upload", batch)
    with writing(actor, event="recommendations.decided"):
        if not take:
            RecommendationFile.objects.filter(batch=batch).delete()
            return _moved(actor, batch, ImportStatus.DROPPED, {}, version=version)
        RecommendationFile.objects.filter(batch=batch).update(attempts=0)
        return _moved(actor, batch, ImportStatus.APPROVED, {}, version=version)


def _failed(
    actor: Actor, batch: RecommendationImport, code: str, problem: str
) -> RecommendationImport:
    RecommendationFile.objects.filter(batch=batch).delete()
    changes = {"problem_code": code, "problem": problem, "counts": {}}
    return _moved(actor, batch, ImportStatus.FAILED, changes)


def _moved(
    actor: Actor,
    batch: RecommendationImport,
    to: str,
    changes: dict[str, Any],
    *,
    version: int | None = None,
) -> RecommendationImport:
    return transition(
        actor=actor, instance=batch, to=to, verb="upload", changes=changes, version=version
    )


def imports_left_behind(*, now: dt.datetime) -> list[RecommendationImport]:
    """Files that were taken in or decided on and that nobody works on; for the system."""
    waiting = RecommendationImport.objects.filter(
        status__in=[ImportStatus.WAITING, ImportStatus.APPROVED], updated_at__lt=now - LEFT_BEHIND
    )
    return list(waiting.order_by("pk"))


def decide_name(
    *, actor: Actor, name: str, country: Country | None, note: str = ""
) -> tuple[ParticipantAlias, dict[str, int]]:
    """Say whom a name means (``None``: no State), once for all lists; what waited is settled.

    Returns what was settled. Raises ``ValidationError`` and ``PermissionDenied``.
    """
    key = key_of(name)
    with writing(actor, reason=note, event="recommendation_name.decided"):
        alias = ParticipantAlias.objects.filter(key=key).first()
        if alias is None:
            alias, _counts = map_participant(actor=actor, name=name, country=country, note=note)
        else:
            authorize(actor, "map", alias)
        await_turn(TURN)
        return alias, settle_name(key, alias.country)


def settle_name(key: str, country: Country | None) -> dict[str, int]:
    """Give the rows that waited for a name their State, or take them for none."""
    waiting = RecommendingState.objects.filter(key=key, country=None, is_nobody=False)
    if country is None:
        named = waiting.update(is_nobody=True)
    else:
        twins = RecommendingState.objects.filter(country=country)
        waiting.filter(recommendation__in=twins.values("recommendation")).delete()
        named = waiting.update(country=country, found=FoundIn.PERSON)
    rows = RecommendationRow.objects.filter(
        key=key, outcome=RowOutcome.UNMATCHED, resolved_at=None, batch__status=ImportStatus.DONE
    )
    taken = 0
    if country is not None:
        for row in rows.select_related("batch__country").order_by("batch", "number"):
            file = ListedFile(FileFormat(row.batch.format))
            Reading(row.batch, file).take([restored(row.claims, country.name)])
            taken += 1
    rows.update(resolved_at=timezone.now())
    return {"states": named, "rows": taken}
