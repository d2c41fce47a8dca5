"""The published samples, read whole: counts, recovered States, positions, and nothing twice."""

import pytest
from django.db import transaction

from apps.catalogue.services import DATA
from apps.countries.catalogues import read_states, write_states
from apps.recommendations.received_import_models import RecommendationRow
from apps.recommendations.received_models import ReceivedRecommendation, RecommendingState
from apps.treaties.catalogues import read_treaties, write_treaties
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.recommendations.received.conftest import bring_in, preview
from tests.treaties.real_lists import FOLDER, real

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(not (FOLDER / "uhri_2026").is_dir(), reason="the real files are not here"),
    pytest.mark.usefixtures("catalogue"),
]

REVIEWS = "upr_un_documents_2026/upr_recommendations_sample.csv"
INDEX = "uhri_2026/uhri_sample_normalised_15.json"


@pytest.fixture(scope="module")
def catalogue(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        with acting(SYSTEM):
            write_states(read_states(DATA))
            write_treaties(read_treaties(DATA))
        yield
        transaction.set_rollback(True)


def by(number, code="GEO"):
    return ReceivedRecommendation.objects.get(country__code=code, paragraph=number)


def names(record):
    return [str(state.country) for state in record.states.all()]


def test_the_table_of_reviews_gives_every_recommendation_with_all_its_states():
    counts = bring_in(real(REVIEWS)).counts
    assert counts["rows"] == counts["recommendations"] == counts["created"] == 695
    assert counts["quarantined"] == counts["unmatched"] == counts["states_unknown"] == 0
    # 695 last names in the column; the others stand in the texts alone.
    assert counts["states"] == RecommendingState.objects.count() == 705
    assert counts["position_supported"] == 321
    assert counts["position_noted"] == 66
    assert counts["position_partially_supported"] == 1
    assert counts["position_unknown"] == 307
    assert names(by("148.1")) == ["Ghana", "Sierra Leone", "Togo"]
    assert by("148.1").text.endswith("Members of Their Families")
    assert names(by("148.19")) == ["Denmark", "Liechtenstein", "Lithuania", "Slovenia", "Ukraine"]
    assert names(by("115.16", "LSO")) == ["Djibouti", "France", "Sweden"]
    # Brackets of the sentence itself name nobody.
    assert names(by("148.10")) == ["Marshall Islands"]
    assert by("148.10").text.endswith("(Ottawa Convention)")
    assert by("114.9", "LSO").position_raw == "Supported/Noted"
    assert by("148.1").provisional
    assert not by("114.9", "LSO").provisional


def test_the_same_reviews_in_another_file_add_nothing():
    bring_in(real(REVIEWS))
    counts = bring_in(real(REVIEWS) + b"\r\n").counts
    assert counts["created"] == counts["revised"] == 0
    assert counts["unchanged"] == 695


def test_the_index_gives_recommendations_and_concerns_of_a_treaty_body():
    batch = bring_in(real(INDEX))
    assert batch.counts["created"] == 15
    assert batch.as_of.isoformat() == "2026-03-25"
    rows = ReceivedRecommendation.objects.filter(country__code="AUS")
    assert rows.filter(kind="recommendation").count() == 7
    first = rows.get(paragraph="7")
    assert (first.mechanism, first.body, first.symbol) == (
        "treaty_body",
        "CESCR",
        "E/C.12/AUS/CO/6",
    )
    assert first.themes == ["Constitutional & legislative framework"]
    assert not RecommendationRow.objects.exists()


def test_a_preview_counts_the_same_and_writes_nothing():
    batch = preview(real(REVIEWS))
    assert batch.counts["created"] == 695
    assert not ReceivedRecommendation.objects.exists()
