"""That a file is still what was handed in: asked before it is given out, and by a task for all."""

import datetime as dt
import hashlib
import os
import time
import uuid
from collections.abc import Iterator
from typing import BinaryIO

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.evidence import storage
from apps.evidence.errors import DamagedEvidenceError
from apps.evidence.models import Opening, Revision, Sensitivity
from apps.evidence.notices import tell_of_damage
from apps.evidence.policies import may_open
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.services import writing

log = structlog.get_logger(__name__)

# How long a file may lie about that no row names: far longer than any upload takes.
UNFINISHED_FOR = dt.timedelta(days=1)
UNCLAIMED_FOR = dt.timedelta(days=7)
SWEPT_AT_ONCE = CHECKED_AT_ONCE = 500


def open_revision(*, actor: Actor, revision: Revision, means: str) -> BinaryIO:
    """The file of a revision that ``actor`` sees, found to be what was handed in.

    The opening of sensitive evidence is written down. A file above ``EVIDENCE_VERIFY_BYTES`` is
    checked while it is given out: see ``blocks_of``.
    Raises ``PermissionDenied``, or ``DamagedEvidenceError`` after having reported the damage.
    """
    evidence = revision.evidence
    if not may_open(actor, evidence):
        raise PermissionDenied(_("Only the owning institution opens what is strictly restricted."))
    if means == Opening.Means.API and evidence.sensitivity == Sensitivity.RESTRICTED:
        raise PermissionDenied(_("What is strictly restricted is opened on its page alone."))
    if not revision.is_file:
        raise FileNotFoundError(revision.url)
    content = _intact(revision)
    if evidence.is_watched and actor.user_id is not None:
        # In the system's name: those who only read write nothing else.
        with writing(SYSTEM, event="evidence.opened"):
            Opening.objects.create(revision=revision, user_id=actor.user_id, means=means)
    return content


def blocks_of(revision: Revision, content: BinaryIO) -> Iterator[bytes]:
    """The bytes of an opened file, which is closed at the end.

    Of a file that was too large to be checked before, the last block is held back until the
    checksum is right: what was tampered with arrives incomplete, and is reported.
    """
    digest = hashlib.sha256()
    late = _is_large(revision)
    held = b""
    with content:
        while block := content.read(storage.BLOCK):
            if late:
                digest.update(block)
            if held:
                yield held
            held = block
        if late and digest.hexdigest() != revision.sha256:
            _report(revision)
            raise DamagedEvidenceError(revision)
        yield held


def verify_revision(*, revision: Revision) -> bool:
    """Whether the file is what was handed in; what is found is noted on the revision."""
    try:
        with storage.opened(revision.pk) as content:
            intact = _same(revision, storage.digest_of(content))
    except OSError:
        intact = False
    if intact:
        _confirm(revision)
    else:
        _report(revision)
    return intact


def verify_oldest(*, now: dt.datetime, seconds: float) -> bool:
    """Check files that were not checked for ``EVIDENCE_CHECK_DAYS``, for some seconds.

    Whether there are more. What was found damaged is looked at again too: it may be restored.
    """
    until = time.monotonic() + seconds
    before = now - dt.timedelta(days=settings.EVIDENCE_CHECK_DAYS)
    with acting(SYSTEM):
        due = Revision.objects.filter(Q(checked_at=None) | Q(checked_at__lt=before), url="")
        oldest = due.order_by(F("checked_at").asc(nulls_first=True), "pk")
        for revision in oldest[:CHECKED_AT_ONCE]:
            if time.monotonic() > until:
                return True
            verify_revision(revision=revision)
        return bool(due.exists())


def sweep_files(*, now: dt.datetime) -> int:
    """Remove what uploads left behind that did not end well; how many files that were.

    Nothing is touched that is younger than an upload can last.
    """
    removed = 0
    for path in storage.unfinished((now - UNFINISHED_FOR).timestamp()):
        path.unlink(missing_ok=True)
        removed += 1
    batch: list[uuid.UUID] = []
    for key in storage.finished((now - UNCLAIMED_FOR).timestamp()):
        batch.append(key)
        if len(batch) == SWEPT_AT_ONCE:
            removed += _discard_unclaimed(batch)
            batch = []
    return removed + _discard_unclaimed(batch)


def _discard_unclaimed(keys: list[uuid.UUID]) -> int:
    with acting(SYSTEM):
        claimed = set(Revision.objects.filter(pk__in=keys).values_list("pk", flat=True))
    unclaimed = [key for key in keys if key not in claimed]
    for key in unclaimed:
        storage.discard(key)
    return len(unclaimed)


def _intact(revision: Revision) -> BinaryIO:
    try:
        content = storage.opened(revision.pk)
    except OSError:
        _report(revision)
        raise DamagedEvidenceError(revision) from None
    if _is_large(revision) and not revision.is_damaged:
        intact = os.fstat(content.fileno()).st_size == revision.size
    else:
        intact = _same(revision, storage.digest_of(content))
    if not intact:
        content.close()
        _report(revision)
        raise DamagedEvidenceError(revision)
    if revision.is_damaged:
        _confirm(revision)
    return content


def _is_large(revision: Revision) -> bool:
    return bool((revision.size or 0) > settings.EVIDENCE_VERIFY_BYTES)


def _same(revision: Revision, found: storage.Kept) -> bool:
    return found == storage.Kept(revision.size or 0, revision.sha256)


def _confirm(revision: Revision) -> None:
    with writing(SYSTEM, reason=_("The file is what was handed in."), event="evidence.verified"):
        Revision.objects.filter(pk=revision.pk).update(checked_at=timezone.now(), damaged_at=None)


def _report(revision: Revision) -> None:
    """In the log for who runs the servers, on the record for the State's own people.

    Its focal points and whoever uploaded the file are told, once until it is put back.
    """
    now = timezone.now()
    log.error(
        "evidence_damaged",
        revision=str(revision.pk),
        evidence=str(revision.evidence_id),
        sha256=revision.sha256,
        place=str(storage.path_of(revision.pk)),
    )
    reason = _("The file is not what was handed in.")
    with writing(SYSTEM, reason=reason, event="evidence.damaged"):
        rows = Revision.objects.filter(pk=revision.pk)
        # Of two who find it at the same moment one tells.
        is_news = rows.filter(damaged_at=None).update(checked_at=now, damaged_at=now)
        if is_news:
            tell_of_damage(revision)
        else:
            rows.update(checked_at=now)
