"""What public pages tell beside the steps: each kind when it is public, and never otherwise."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.dashboards.public.contents import public_state
from apps.reports.models import DocumentVersion
from focalpoint.acting import acting
from focalpoint.actors import PUBLIC
from focalpoint.roles import Role
from tests import factories as f
from tests.costs import statements

pytestmark = pytest.mark.django_db

NOW = timezone.now()
APPROVED = {"approved_at": NOW}
DAY = dt.date(2026, 1, 5)


@pytest.fixture
def office():
    return f.InstitutionFactory(name="Office of the focal point")


@pytest.fixture
def address(office):
    return reverse("public-state", args=[office.country.code])


def mechanism(office, words, **facts):
    return f.NationalMechanismFactory(office=office, name=words, **facts)


def partnership(office, words, **facts):
    made = f.PartnershipFactory(office=office, title="With others", purpose=words, **facts)
    f.PartnerFactory(partnership=made, name=f"Partner: {words}")
    return made


def training(office, words, **facts):
    return f.TrainingFactory(office=office, title=words, **facts)


def lesson(office, words, **facts):
    return f.LessonFactory(office=office, finding=words, **facts)


def offer(office, words, **facts):
    return f.SupportFactory(office=office, side="offer", title=words, **facts)


def need(office, words, **facts):
    return f.SupportFactory(office=office, side="need", title=words, **facts)


def law(office, words, **facts):
    return f.DomesticMeasureFactory(office=office, law=words, **facts)


def consultation(office, words, **facts):
    return f.ConsultationRecordFactory(office=office, title=words, published_at=NOW, **facts)


def answered(office, words, **facts):
    return f.RecommendationProgressFactory(office=office, text=words, effective_on=DAY, **facts)


def bullet(office, words, **facts):
    item = f.ItemFactory(
        label="1", title="Bullet", framework=f.FrameworkFactory(code=f"R{uuid.uuid4().hex[:8]}")
    )
    return f.ProgressReportFactory(
        office=office, item=item, narrative=words, effective_on=DAY, **facts
    )


def document(office, words, **facts):
    return f.DocumentVersionFactory(office=office, title=words, audience="public", **facts)


# Each kind, and whether it has to be approved as well.
KINDS = {
    mechanism: False,
    partnership: True,
    training: True,
    lesson: True,
    offer: True,
    need: True,
    law: False,
    consultation: False,
    answered: True,
    bullet: True,
    document: False,
}
ALL = pytest.mark.parametrize("make", KINDS, ids=lambda make: make.__name__)


def text_at(address):
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.text


@ALL
class TestKinds:
    def test_it_is_told_when_it_is_public(self, make, office, address):
        f.OpenPublicPageFactory(office=office)
        make(office, "Said aloud", visibility="public", **(APPROVED if KINDS[make] else {}))
        assert "Said aloud" in text_at(address)

    @pytest.mark.parametrize("level", ["office", "government", "network"])
    def test_it_is_not_told_below_that(self, make, level, office, address):
        if make is document and level == "office":
            pytest.skip("no document is shared so little")
        f.OpenPublicPageFactory(office=office)
        make(office, "Said inside", visibility=level, **(APPROVED if KINDS[make] else {}))
        assert "Said inside" not in text_at(address)

    def test_it_is_not_told_while_the_page_is_off(self, make, office, address):
        f.PublicPageFactory(office=office)
        # Another State's page opens nothing here.
        f.OpenPublicPageFactory()
        made = make(office, "Said aloud", visibility="public", **(APPROVED if KINDS[make] else {}))
        answer = Client().get(address)
        assert answer.status_code == 404
        assert "Said aloud" not in answer.text
        with acting(PUBLIC):
            assert not type(made)._base_manager.filter(pk=made.pk).exists()

    def test_it_is_not_told_before_it_is_approved(self, make, office, address):
        if not KINDS[make]:
            pytest.skip("it asks for no approval")
        f.OpenPublicPageFactory(office=office)
        make(office, "Not approved", visibility="public", approved_at=None)
        assert "Not approved" not in text_at(address)

    def test_another_states_is_not_told(self, make, office, address):
        f.OpenPublicPageFactory(office=office)
        abroad = f.OpenPublicPageFactory().office
        make(abroad, "Said abroad", visibility="public", **(APPROVED if KINDS[make] else {}))
        assert "Said abroad" not in text_at(address)

    def test_the_preview_tells_the_same(self, make, office, address):
        facts = {"visibility": "public", **(APPROVED if KINDS[make] else {})}
        make(office, "Said aloud", **facts)
        make(office, "Said inside", **{**facts, "visibility": "network"})
        client = Client()
        client.force_login(f.person(Role.FOCAL_POINT, office))
        preview = client.get(reverse("public-preview")).text
        assert "Said aloud" in preview
        assert "Said inside" not in preview
        f.OpenPublicPageFactory(office=office)
        rows, own = type(office.country).objects.all(), f.actor(Role.FOCAL_POINT, office)
        told = []
        for actor in (own, PUBLIC):
            with acting(actor):
                told.append(public_state(rows, office.country.code, actor, NOW.date()))
        assert told[0] == told[1]


class TestState:
    def test_what_has_ended_is_not_told(self, office, address):
        f.OpenPublicPageFactory(office=office)
        facts = {"visibility": "public"}
        past, coming = NOW.date() - dt.timedelta(days=9), NOW.date() + dt.timedelta(days=9)
        mechanism(office, "Dissolved", dissolved_on=past, **facts)
        law(office, "Repealed", in_force_on=DAY, repealed_on=past, **facts)
        offer(office, "Expired", valid_until=past, **facts, **APPROVED)
        offer(office, "Given", status="met", **facts, **APPROVED)
        offer(office, "Still given", valid_until=coming, **facts, **APPROVED)
        text = text_at(address)
        assert "Still given" in text
        for words in ("Dissolved", "Repealed", "Expired", "Given</span>"):
            assert words not in text

    def test_many_offers_push_no_need_out(self, office, address):
        need(office, "A course is needed", visibility="public", **APPROVED)
        for number in range(22):
            offer(office, f"Offer {number:02}", visibility="public", **APPROVED)
        f.OpenPublicPageFactory(office=office)
        text = text_at(address)
        assert "A course is needed" in text
        assert [f"Offer {number:02}" in text for number in range(22)] == [False] * 12 + [True] * 10

    def test_a_partner_is_named_and_whom_it_came_from_is_not(self, office, address):
        f.OpenPublicPageFactory(office=office)
        made = partnership(office, "For the young", visibility="public", **APPROVED)
        f.PartnerFactory(
            partnership=made, kind="state", name="", state=f.CountryFactory(name="Farland")
        )
        text = text_at(address)
        assert "Partner: For the young, Farland" in text
        done = training(office, "Course", visibility="public", **APPROVED)
        f.TrainingAttendanceFactory(training=done, other="Bar council", number=3)
        assert "Bar council" not in text_at(address)

    def test_codes_are_told_in_words(self, office, address):
        f.OpenPublicPageFactory(office=office)
        for make in KINDS:
            make(office, "Said", visibility="public", **(APPROVED if KINDS[make] else {}))
        text = text_at(address)
        for words in ("Early warning", "Security forces and police", "Senior focal point"):
            assert words in text
        for code in ("early_warning", "· security", "under_way", "country_update"):
            assert code not in text

    def test_the_newest_word_on_a_recommendation_counts(self, office, address):
        f.OpenPublicPageFactory(office=office)
        facts = {"visibility": "public", **APPROVED}
        first = answered(office, "The older word", **facts)
        f.RecommendationProgressFactory(
            office=office,
            recommendation=first.recommendation,
            text="The newer word",
            effective_on=DAY + dt.timedelta(days=1),
            **facts,
        )
        text = text_at(address)
        assert "The newer word" in text
        assert "The older word" not in text
        assert first.recommendation.text in text

    def test_what_it_costs_does_not_grow(self, office, address):
        f.OpenPublicPageFactory(office=office)
        made = [
            make(office, "One", visibility="public", **(APPROVED if KINDS[make] else {}))
            for make in KINDS
        ]
        f.DocumentFileFactory(document_version=made[-1])
        Client().get(address)
        costs = []
        for _more in range(2):
            with statements() as sent:
                assert Client().get(address).status_code == 200
            costs.append(len(sent))
            for make in KINDS:
                make(office, "More", visibility="public", **(APPROVED if KINDS[make] else {}))
        assert costs[0] == costs[1] <= 8, "\n".join(sent)


class TestDocuments:
    def file_of(self, version, format_="pdf"):
        return Client().get(reverse("public-document", args=[version.pk, format_]))

    def test_its_file_is_handed_out_to_anybody_and_kept_by_caches(self, office, address):
        f.OpenPublicPageFactory(office=office)
        version = document(office, "Report", visibility="public")
        f.DocumentFileFactory(document_version=version)
        assert reverse("public-document", args=[version.pk, "pdf"]) in text_at(address)
        answer = self.file_of(version)
        assert (answer.status_code, answer.content) == (200, b"%PDF-1.7")
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["Cache-Control"] == "public, max-age=60, must-revalidate"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Robots-Tag"] == "noindex"
        assert not answer.cookies
        again = Client().get(
            reverse("public-document", args=[version.pk, "pdf"]),
            headers={"If-None-Match": answer["ETag"]},
        )
        assert (again.status_code, again.content) == (304, b"")

    def test_who_is_signed_in_is_nobody_here(self, office):
        version = document(office, "Report", visibility="government")
        f.DocumentFileFactory(document_version=version)
        f.OpenPublicPageFactory(office=office)
        client = Client()
        client.force_login(f.person(Role.FOCAL_POINT, office))
        place = reverse("public-document", args=[version.pk, "pdf"])
        assert client.get(place).status_code == 404

    @pytest.mark.parametrize("level", ["government", "network"])
    def test_below_public_there_is_none(self, level, office):
        f.OpenPublicPageFactory(office=office)
        version = document(office, "Report", visibility=level)
        f.DocumentFileFactory(document_version=version)
        answer = self.file_of(version)
        nothing = Client().get("/public/x")
        assert (answer.status_code, answer.content) == (404, nothing.content)

    def test_off_there_is_none_whoever_has_the_address(self, office):
        gate = f.OpenPublicPageFactory(office=office)
        version = document(office, "Report", visibility="public")
        f.DocumentFileFactory(document_version=version)
        kept = self.file_of(version)
        assert kept.status_code == 200
        with acting(f.actor(Role.FOCAL_POINT, office), reason="test"):
            type(gate)._base_manager.filter(pk=gate.pk).update(visibility="government")
        place = reverse("public-document", args=[version.pk, "pdf"])
        again = Client().get(place, headers={"If-None-Match": kept["ETag"]})
        assert again.status_code == 404

    @pytest.mark.parametrize("format_", ["docx", "exe", "pdf\0"])
    def test_a_file_that_is_not_made_is_none(self, format_, office):
        f.OpenPublicPageFactory(office=office)
        version = document(office, "Report", visibility="public")
        f.DocumentFileFactory(document_version=version)
        assert self.file_of(version, format_).status_code == 404

    def test_a_correction_takes_the_place_of_what_it_corrects(self, office, address):
        f.OpenPublicPageFactory(office=office)
        first = document(office, "With a mistake", visibility="public")
        facts = {"document": first.document, "number": 2, "approved_at": NOW}
        corrected = document(office, "Corrected", visibility="government", **facts)
        assert "With a mistake" in text_at(address)
        with acting(f.actor(Role.FOCAL_POINT, office), reason="test"):
            DocumentVersion.objects.filter(pk=corrected.pk).update(visibility="public")
        text = text_at(address)
        assert "Corrected" in text
        assert "With a mistake" not in text


class TestNetwork:
    def annual(self, level="public", title="Report of the year"):
        document = f.DocumentFactory(office=None, kind="annual_report", audience="public")
        version = f.DocumentVersionFactory(
            office=None, document=document, title=title, visibility=level, audience="public"
        )
        f.DocumentFileFactory(document_version=version)
        return version

    def test_the_public_annual_report_is_on_its_page(self):
        f.NetworkPageFactory()
        shown, kept_back = self.annual(), self.annual("network", "For the network")
        page = Client().get(reverse("public-network"))
        place = reverse("public-document", args=[shown.pk, "pdf"])
        assert "Report of the year" in page.text
        assert place in page.text
        assert "For the network" not in page.text
        assert Client().get(place).content == b"%PDF-1.7"
        hidden = reverse("public-document", args=[kept_back.pk, "pdf"])
        assert Client().get(hidden).status_code == 404

    def test_it_is_gone_while_the_page_is_off_whatever_states_open(self, office):
        f.OpenPublicPageFactory(office=office)
        version = self.annual()
        place = reverse("public-document", args=[version.pk, "pdf"])
        for page in (None, f.NetworkPageFactory(is_on=False)):
            assert Client().get(place).status_code == 404, page
            with acting(PUBLIC):
                assert not DocumentVersion._base_manager.filter(pk=version.pk).exists()

    def test_its_page_opens_no_states_documents(self, office):
        f.NetworkPageFactory()
        version = document(office, "Report", visibility="public")
        with acting(PUBLIC):
            assert not DocumentVersion._base_manager.filter(pk=version.pk).exists()
        assert "Report" not in Client().get(reverse("public-network")).text

    def test_what_it_costs_does_not_grow(self):
        f.NetworkPageFactory()
        costs = []
        for number in range(3):
            self.annual(title=f"Report {number}")
            with statements() as sent:
                assert Client().get(reverse("public-network")).status_code == 200
            costs.append(len(sent))
        assert costs[1] == costs[2] <= 6, "\n".join(sent)
