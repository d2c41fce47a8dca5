"""What the secretariat brought stands against a State's own files; what follows from a text."""

import datetime as dt
import json

import pytest

from apps.recommendations.received_models import ReceivedRecommendation, RecommendingState
from focalpoint.roles import Role
from tests.factories import InstitutionFactory, actor
from tests.recommendations.received.conftest import bring_in
from tests.recommendations.received.files import HEAD, as_csv, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("states")]

RATIFY = row("148.1", "Ratify the Rome Statute (Ghana) (Togo)", "Togo")
DRAFT = {**RATIFY, "provisional": "True"}


def only():
    return ReceivedRecommendation.objects.select_related("batch").get()


@pytest.fixture
def own(states):
    """Brings a file in as an official of the State that it is about."""
    georgia = states["Georgia"]
    person = actor(Role.OFFICIAL, InstitutionFactory(country=georgia))

    def bring(*rows, head=HEAD):
        return bring_in(as_csv(*rows, head=head), actor=person, country=georgia)

    return bring


class TestWhatTheSecretariatBrought:
    def test_is_not_taken_over_by_filling_an_empty_cell(self, own):
        bring_in(as_csv({**RATIFY, "upr_position": ""}), as_of=dt.date(2026, 1, 1))
        assert own({**RATIFY, "upr_position": "Noted"}).counts["revised"] == 1
        own(row("148.1", "Ratify the Rome Statute at leisure (Ghana)", upr_position="Supported"))
        found = only()
        assert (found.position, found.text) == ("noted", "Ratify the Rome Statute")
        assert found.batch.country is None
        assert found.source_as_of == dt.date(2026, 1, 1)

    def test_is_not_dropped_by_a_file_that_does_not_know_it(self, own):
        bring_in(as_csv(DRAFT, row("148.2", "Build schools (Togo)", provisional="True")))
        head = tuple(name for name in HEAD if name != "provisional")
        counts = own(row("9.9", "Abolish the tax on salt (Togo)"), head=head).counts
        assert counts["vanished"] == 0
        assert not ReceivedRecommendation.objects.exclude(dropped_on=None).exists()

    def test_keeps_its_recommending_states(self, own):
        bring_in(as_csv(DRAFT))
        own(row("148.1", "Ratify the Rome Statute (France)", "France"))
        rows = RecommendingState.objects.values_list("country__name", flat=True)
        assert set(rows) == {"Ghana", "Togo", "France"}


class TestWhatFollowsFromAText:
    """Its themes by the rules, whether it touches prevention, and its fingerprint."""

    def hate(self):
        return self.version("12. Combat hate speech against minorities.", "- Hate speech")

    def tax(self):
        return self.version("12. Publish the budget of the year.", "- Public finance")

    def version(self, text, themes):
        entry = {
            "AnnotationId": "a-1",
            "Symbol": "CCPR/C/GEO/CO/5",
            "PublicationDate": "2022-09-13",
            "Body": "- CCPR",
            "AnnotationType": "- Recommendations",
            "Countries": ["- Georgia"],
            "Themes": themes,
            "Text": text,
        }
        return json.dumps([entry]).encode()

    def test_goes_with_the_text_that_it_came_from(self):
        bring_in(self.hate(), as_of=dt.date(2026, 1, 1))
        before = only()
        assert before.prevention
        bring_in(self.tax(), as_of=dt.date(2026, 2, 1))
        found = only()
        assert (found.tags, found.prevention) == ([], False)
        assert found.fingerprint != before.fingerprint

    def test_is_not_taken_from_an_older_text(self):
        bring_in(self.tax(), as_of=dt.date(2026, 2, 1))
        counts = bring_in(self.hate(), as_of=dt.date(2026, 1, 1)).counts
        assert counts["outdated"] == 1
        assert (only().tags, only().prevention) == ([], False)
