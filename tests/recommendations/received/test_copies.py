"""What was brought in before, or twice, is found again: nothing is doubled, nothing lost."""

import uuid

import pytest

from apps.recommendations.received.texts import fingerprint
from apps.recommendations.received_models import ReceivedRecommendation
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.recommendations.received.conftest import bring_in
from tests.recommendations.received.files import as_csv, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("states")]

OLD_NAME = "A/HRC/62/14"


def change(record: ReceivedRecommendation, **facts: object) -> ReceivedRecommendation:
    for name, value in facts.items():
        setattr(record, name, value)
    with acting(SYSTEM):
        record.save()
    return record


def copy(record: ReceivedRecommendation, number: int, **facts: object) -> ReceivedRecommendation:
    """A second copy, which is read before the first one where ``number`` is small."""
    twin = ReceivedRecommendation.objects.get(pk=record.pk)
    twin.pk, twin._state.adding = uuid.UUID(int=number), True
    return change(twin, **facts)


def as_written(text: str) -> dict[str, str]:
    return {**row("", ""), "text": text}


def only() -> ReceivedRecommendation:
    return ReceivedRecommendation.objects.get()


@pytest.mark.parametrize("prefix", ["", "A."])
def test_lists_that_begin_again_at_one_lose_no_row(prefix):
    texts = ("1. Build schools (Ghana)", "2. Train judges (Togo)", "1. Ratify it (France)")
    counts = bring_in(as_csv(*(as_written(prefix + text) for text in texts))).counts
    assert (counts["created"], counts["quarantined"]) == (3, 0)


@pytest.mark.parametrize(
    ("original", "paragraph", "text"),
    [
        ("P-148.12 Take steps (Ghana)", "148.12", "Take steps"),
        ("7. Take steps (Ghana)", "7", "7. Take steps"),
    ],
)
def test_what_was_taken_apart_otherwise_is_found_again(original, paragraph, text):
    content = as_csv(as_written(original))
    bring_in(content)
    # As two earlier readings left it: the number in the text, or a bare one as paragraph.
    is_bare = original.startswith("7")
    earlier = "Take steps" if is_bare else "P-148.12 Take steps"
    facts = {"paragraph": "7" if is_bare else "", "fingerprint": fingerprint(earlier)}
    change(only(), text=earlier, **facts)
    counts = bring_in(content + b"\r\n").counts
    assert (counts["created"], counts["revised"]) == (0, 1)
    assert (only().paragraph, only().text) == (paragraph, text)
    assert bring_in(content + b"\r\n\r\n").counts["unchanged"] == 1


def test_two_copies_under_other_names_become_one_of_the_review():
    bring_in(as_csv(row("148.1", "Ratify it (Ghana)", upr_session="")))
    copy(only(), 1, document="A/HRC/62/15", symbol="A/HRC/62/15")
    other = row("148.2", "Wait (Togo)", document_symbol="A/HRC/62/15")
    batch = bring_in(as_csv(row("148.1", "Ratify it (Ghana)"), other))
    assert (batch.status, batch.counts["created"]) == ("done", 1)
    found = ReceivedRecommendation.objects.filter(document="UPR/51", paragraph="148.1")
    assert found.count() == 1


def test_the_copy_in_the_right_document_is_meant_and_no_copy_is_dropped():
    bring_in(as_csv(row("148.1", "Ratify it (Ghana)", provisional="True")))
    right = only()
    old = copy(right, 1, document=OLD_NAME)
    counts = bring_in(as_csv(row("148.1", "Ratify it (Ghana)"))).counts
    assert (counts["revised"], counts["vanished"]) == (1, 0)
    right.refresh_from_db()
    old.refresh_from_db()
    assert (right.provisional, old.provisional) == (False, True)
    assert right.dropped_on is None
    assert old.dropped_on is None
