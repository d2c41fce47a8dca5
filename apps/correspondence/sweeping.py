"""Files that receiving left behind: half a mail, or a whole one whose row was never written.

The sender of neither heard that it was taken, and has sent it again.
"""

import datetime as dt

import structlog

from apps.correspondence import raw_mail
from apps.correspondence.models import InboundMail
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM

logger = structlog.get_logger(__name__)

# Far longer than a mail takes to come in; the second is also the time to restore a backup in.
UNFINISHED_FOR = dt.timedelta(days=1)
UNCLAIMED_FOR = dt.timedelta(days=7)
# Older files were looked at while they were young enough.
LOOKED_AT_FOR = dt.timedelta(days=35)


def sweep_mail_files(*, now: dt.datetime) -> int:
    """Remove the files that no row names and that are old enough; how many that were."""
    removed = 0
    for path in raw_mail.unfinished((now - UNFINISHED_FOR).timestamp()):
        path.unlink(missing_ok=True)
        removed += 1
    for month in sorted({f"{day:%Y/%m}" for day in (now - LOOKED_AT_FOR, now - UNCLAIMED_FOR)}):
        removed += _sweep_month(month, (now - UNCLAIMED_FOR).timestamp())
    if removed:
        logger.info("mail_files_swept", number=removed)
    return removed


def _sweep_month(month: str, before: float) -> int:
    # The files first: what comes in meanwhile has its row before anybody asks for it.
    names = set(raw_mail.kept_in(month, before))
    with acting(SYSTEM):
        rows = InboundMail.objects.filter(file__startswith=f"{month}/")
        unclaimed = names.difference(rows.values_list("file", flat=True).iterator())
    for name in unclaimed:
        raw_mail.forget(name)
    return len(unclaimed)
