"""Several workers take the same document: each draft is made once, and none is given up."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from apps.reminders.personal import Notice
from apps.reports import making
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


def asked_for(actor: Actor, document: Document, *, attempts: int) -> SectionDraft:
    """A draft that waits, with so many attempts counted a while ago."""
    with acting(actor):
        [draft] = ask_for_drafts(actor=actor, document=document, codes=["trainings"])
    with acting(SYSTEM, reason="test"):
        rows = SectionDraft.objects.filter(pk=draft.pk)
        rows.update(attempts=attempts)
        # The trigger sets it with every other change.
        rows.update(updated_at=timezone.now() - 2 * making.JUST_BEGUN)
    return draft


def test_a_worker_between_the_two_transactions_of_another_gives_nothing_up(
    focal_point: Actor, update: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = asked_for(focal_point, update, attempts=making.MOST_ATTEMPTS - 1)
    begin = making._begin
    others: list[int | None] = []

    def other() -> int:
        try:
            return make_drafts(actor=focal_point, document=update)
        finally:
            connection.close()

    def begin_and_be_overtaken(actor: Actor, pk: Any) -> bool:
        begun = begin(actor, pk)
        if not others:
            others.append(None)
            with ThreadPoolExecutor(1) as pool:
                others.append(pool.submit(other).result(timeout=60))
        return begun

    monkeypatch.setattr(making, "_begin", begin_and_be_overtaken)
    assert make_drafts(actor=focal_point, document=update) == 1
    assert others == [None, 0]
    with acting(SYSTEM):
        found = SectionDraft.objects.get(pk=draft.pk)
        assert (found.status, found.attempts) == ("done", making.MOST_ATTEMPTS)
        assert not Notice.objects.filter(kind=NOT_DRAFTED).exists()


def test_who_finds_the_turn_taken_gives_the_attempt_back(
    focal_point: Actor, update: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = asked_for(focal_point, update, attempts=1)
    turns = iter([True, False])
    monkeypatch.setattr(making, "take_turn", lambda *args, **of: next(turns))
    assert make_drafts(actor=focal_point, document=update) == 0
    with acting(SYSTEM):
        found = SectionDraft.objects.get(pk=draft.pk)
        assert (found.status, found.attempts) == ("waiting", 1)


def test_one_that_killed_its_workers_is_given_up(focal_point: Actor, update: Document) -> None:
    draft = asked_for(focal_point, update, attempts=making.MOST_ATTEMPTS)
    assert make_drafts(actor=focal_point, document=update) == 0
    with acting(SYSTEM):
        assert SectionDraft.objects.get(pk=draft.pk).status == "failed"
