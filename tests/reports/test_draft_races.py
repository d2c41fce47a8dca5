"""Several workers take the same document: each draft is made once, and none is given up."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from apps.reminders.personal import Notice
from apps.reports.making import make_drafts
from apps.reports.models import Document, SectionDraft
from apps.reports.notices import NOT_DRAFTED
from apps.reports.services import ask_for_drafts
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.services import locked
from tests.processes import wait_until
from tests.reports.conftest import part

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 5


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("codes", [["trainings"], None], ids=["one section", "all of them"])
def test_workers_that_wait_for_the_document_give_up_no_draft(
    focal_point: Actor, update: Document, codes: list[str] | None
) -> None:
    with acting(focal_point):
        asked = ask_for_drafts(actor=focal_point, document=update, codes=codes)

    def work() -> int:
        try:
            return make_drafts(actor=focal_point, document=update)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        with acting(focal_point), transaction.atomic():
            locked(focal_point, update)
            workers: list[Future[int]] = []
            for number in range(1, WORKERS + 1):
                workers.append(pool.submit(work))
                # One after the other: those who come at the very same time leave at once.
                wait_until(
                    lambda number=number: (  # type: ignore[misc]
                        waiting() + sum(each.done() for each in workers) >= number
                    ),
                    "the worker waits for the document, or has left",
                )
        made = sum(each.result(timeout=60) for each in workers)
    assert made == len(asked)
    assert not part(focal_point, update).has_failed
    with acting(SYSTEM):
        rows: Any = SectionDraft.objects.filter(pk__in=[each.pk for each in asked])
        assert set(rows.values_list("status", flat=True)) == {"done"}
        # One section: whoever comes second counts no attempt at what the first one is at.
        assert codes is None or rows.get().attempts == 1
        assert not Notice.objects.filter(kind=NOT_DRAFTED).exists()
