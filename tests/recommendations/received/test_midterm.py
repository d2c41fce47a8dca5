"""The draft of the mid-term report: what was asked and done, by theme, as DOCX and PDF."""

import datetime as dt
import io

import docx
import pytest
from django.urls import reverse
from django.utils import timezone

from apps.recommendations.cluster_models import MidtermDraft
from apps.recommendations.received.midterm.contents import material_of, report_of
from apps.recommendations.received.midterm.services import (
    MOST_ATTEMPTS,
    ask_for_draft,
    drafts_left_behind,
    make_draft,
)
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import (
    CountryFactory,
    InstitutionFactory,
    MidtermDraftFactory,
    ReceivedRecommendationFactory,
    RecommendationProgressFactory,
    RecommendationWorkFactory,
    RecommendingStateFactory,
    person,
)
from tests.paper import assert_accessible

pytestmark = pytest.mark.django_db


@pytest.fixture
def received(office, ministry):
    row = ReceivedRecommendationFactory(
        country=office.country,
        paragraph="148.1",
        text="Ratify the Rome Statute",
        tags=["treaty_rome_statute"],
    )
    RecommendingStateFactory(recommendation=row, country=None, name="Freedonia")
    RecommendationWorkFactory(office=office, recommendation=row, lead=ministry, status="under_way")
    RecommendationProgressFactory(office=office, recommendation=row, text="The bill passed.")
    return row


def words(blocks):
    return "\n".join(str(block) for block in blocks)


def test_it_names_paragraph_states_position_lead_and_what_was_done(focal_point, office, received):
    with acting(focal_point):
        material = material_of(office.country, 4, focal_point)
        report = report_of(material, 4, "Ann")
    told = words(report.blocks)
    for fact in (
        *("Rome Statute", "A/TEST/51/1 ¶148.1", "Freedonia", "Supported (Supported)"),
        *("Ministry of Justice", "The bill passed.", "[not approved]"),
    ):
        assert fact in told
    assert report.draft == "DRAFT"


def test_another_cycle_holds_nothing_of_it(focal_point, office, received):
    with acting(focal_point):
        assert material_of(office.country, 3, focal_point).rows == []


@pytest.mark.slow
def test_a_task_makes_both_files_which_are_kept(focal_point, office, received):
    with acting(focal_point):
        draft = ask_for_draft(actor=focal_point, country=office.country)
        made = make_draft(actor=focal_point, draft=draft)
    assert (made.status, made.number) == ("done", 1)
    assert_accessible(bytes(made.pdf))
    document = docx.Document(io.BytesIO(bytes(made.docx)))
    assert "Mid-term report" in "\n".join(each.text for each in document.paragraphs)


def test_a_draft_that_kills_its_worker_is_given_up(focal_point, office):
    with acting(focal_point):
        draft = ask_for_draft(actor=focal_point, country=office.country)
        MidtermDraft.objects.filter(pk=draft.pk).update(attempts=MOST_ATTEMPTS)
        make_draft(actor=focal_point, draft=draft)
        draft.refresh_from_db()
    assert draft.status == "failed"
    assert drafts_left_behind(now=timezone.now()) == []


class TestItsPages:
    @pytest.mark.slow
    def test_ask_for_it_and_give_it_out(self, client, office, received, focal_point):
        client.force_login(person(Role.FOCAL_POINT, office))
        client.post(reverse("received-draft-ask"), {"cycle": "4"})
        with acting(SYSTEM):
            draft = MidtermDraft.objects.get()
            assert draft.cycle == 4
        with acting(focal_point):
            make_draft(actor=focal_point, draft=draft)
        assert "Word (DOCX)" in client.get(reverse("received-drafts")).content.decode()
        answer = client.get(reverse("received-draft-file", args=[draft.pk, "pdf"]))
        assert answer.content.startswith(b"%PDF")
        client.force_login(person(Role.FOCAL_POINT, InstitutionFactory()))
        assert client.get(reverse("received-draft-file", args=[draft.pk, "pdf"])).status_code == 404

    def test_its_file_name_carries_the_day_in_the_capital(self, client):
        country = CountryFactory(time_zone="Pacific/Kiritimati")
        office = InstitutionFactory(country=country)
        noon = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
        draft = MidtermDraftFactory(office=office, made_at=noon)
        client.force_login(person(Role.OFFICIAL, office))
        answer = client.get(reverse("received-draft-file", args=[draft.pk, "pdf"]))
        assert f"{country.code}-2026-05-02.pdf" in answer["Content-Disposition"]
