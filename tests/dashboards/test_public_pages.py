"""Public pages: off by default, the same for all, gone at once, and nothing but the public."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from apps.appointments.publicity.services import set_network_page, set_public_page
from apps.catalogue.models import Item
from apps.countries.models import Country
from apps.dashboards.public.contents import public_state
from apps.treaties.selectors import kept_reach, record_reach
from focalpoint.acting import acting
from focalpoint.actors import PUBLIC
from focalpoint.history import history_of
from focalpoint.roles import Role
from tests import factories as f
from tests.costs import statements

pytestmark = pytest.mark.django_db

NOW = timezone.now()
PUBLISHED = {"visibility": "public", "approved_at": NOW}


@pytest.fixture
def office():
    return f.InstitutionFactory(name="Office of the focal point")


@pytest.fixture
def focal_point(office):
    return f.person(Role.FOCAL_POINT, office)


@pytest.fixture
def address(office):
    return reverse("public-state", args=[office.country.code])


def turn(office, is_on, reason="The cabinet wants it"):
    who = f.actor(Role.FOCAL_POINT, office)
    return set_public_page(actor=who, country=office.country, is_on=is_on, reason=reason)


@pytest.fixture
def told(office):
    """One record of each kind that is public, and one that is not."""
    step = f.ItemFactory(
        code="R2013-A", label="(a)", kind="step", framework=f.FrameworkFactory(code="R2013")
    )
    for text, facts in (("Said aloud", PUBLISHED), ("Said inside", {"visibility": "network"})):
        f.ProgressReportFactory(office=office, item=step, narrative=text, **facts)
        f.ParticipationFactory(
            office=office, title=f"Meeting: {text}", starts_on=dt.date(2026, 1, 5), **facts
        )
    f.ProgressReportFactory(office=office, item=step, narrative="Not approved", visibility="public")
    f.AssessmentSnapshotFactory(office=office, visibility="public")
    f.StrategyVersionFactory(office=office, visibility="public")
    entry = f.DirectoryEntryFactory(office=office)
    shown = {"office": office, "entry": entry}
    f.DirectoryListingFactory(**shown, visibility="public", person_name="Shown Aloud")
    f.DirectoryListingFactory(
        **shown, visibility="network", person_name="Shown Aloud", phone="+233 30 200"
    )
    return step


class TestGate:
    def test_it_is_off_by_default_and_says_the_same_as_where_nothing_is(self, office, address):
        found = {}
        for where in (address, reverse("public-state", args=["ZZZ"]), "/public/states/a/b/c"):
            with statements() as sent:
                answer = Client().get(where)
            found[where] = (answer.status_code, answer.content, len(sent))
            assert answer["Cache-Control"] == "public, max-age=60, must-revalidate"
        assert len({(status, content) for status, content, _cost in found.values()}) == 1
        off, unknown = found[address], found[reverse("public-state", args=["ZZZ"])]
        assert off == unknown
        assert off[0] == 404
        assert b"<title>This page does not exist" in off[1]

    def test_a_code_that_no_state_can_have_is_no_page(self):
        answer = Client().get("/public/states/%00/")
        assert (answer.status_code, answer.content) == (404, Client().get("/public/x").content)

    def test_an_address_without_its_last_slash_leads_to_the_page(self, focal_point, address):
        signed_in = Client()
        signed_in.force_login(focal_point)
        for client in (Client(), signed_in):
            for page in (reverse("public-network"), address):
                with statements() as sent:
                    answer = client.get(page.rstrip("/"), {"lang": "fr"})
                # Whether there is a page is said there, and no session is opened.
                assert (answer.status_code, answer["Location"]) == (301, f"{page}?lang=fr")
                assert (len(answer.cookies), sent) == (0, [])
                assert answer["Vary"] == "Accept-Language"

    def test_turned_off_it_is_gone_at_once(self, office, address, told):
        turn(office, True)
        page = Client().get(address)
        assert page.status_code == 200
        assert Client().get(address, headers={"If-None-Match": page["ETag"]}).status_code == 304
        turn(office, False, "A mistake in it")
        answer = Client().get(address, headers={"If-None-Match": page["ETag"]})
        assert answer.status_code == 404
        assert answer["ETag"] != page["ETag"]

    def test_the_setting_names_who_and_why(self, office):
        page = turn(office, True, "The cabinet wants it")
        with acting(f.actor(Role.OFFICIAL, office)):
            entry = history_of(page)[0]
        assert (entry.event, entry.reason) == ("publicpage.opened", "The cabinet wants it")
        with pytest.raises(ValidationError):
            turn(office, False, " ")

    @pytest.mark.parametrize("role", [Role.OFFICIAL, Role.MINISTRY_OFFICER, Role.SECRETARIAT])
    def test_others_do_not_turn_it(self, office, role):
        who = f.actor(role, None if role == Role.SECRETARIAT else office)
        with pytest.raises(PermissionDenied):
            set_public_page(actor=who, country=office.country, is_on=True, reason="Why not")

    def test_the_network_has_a_setting_of_its_own(self, office):
        turn(office, True)
        assert Client().get(reverse("public-network")).status_code == 404
        set_network_page(actor=f.actor(Role.COORDINATOR), is_on=True, reason="Agreed")
        page = Client().get(reverse("public-network"))
        assert reverse("public-state", args=[office.country.code]) in page.text
        # A training State is in no count, and is marked.
        assert page.text.index("Training States") < page.text.index(str(office.country))
        with pytest.raises(PermissionDenied):
            set_network_page(actor=f.actor(Role.FOCAL_POINT), is_on=False, reason="No")


class TestPage:
    def test_it_says_what_is_public_and_nothing_else(self, office, address, told):
        turn(office, True)
        text = Client().get(address).text
        for words in ("Said aloud", "Meeting: Said aloud", "Shown Aloud", "National strategy"):
            assert words in text
        for words in ("Said inside", "Not approved", "+233"):
            assert words not in text

    def test_it_is_the_same_for_everybody_and_sets_no_cookie(
        self, office, address, told, focal_point
    ):
        turn(office, True)
        signed_in = Client()
        signed_in.force_login(focal_point)
        pages = [Client().get(address), signed_in.get(address)]
        assert pages[0].content == pages[1].content
        for page in pages:
            assert not page.cookies
            # How it is packed, and in which language: no person.
            assert page["Vary"] == "Accept-Language, Accept-Encoding"
            assert "Last-Modified" not in page
            policy = page["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
        assert not re.search(r"<script(?! src=)|style=\"|csrf", pages[0].text)

    def test_it_speaks_the_language_that_is_asked_for(self, office, address, told):
        turn(office, True)
        arabic = Client().get(address, {"lang": "ar"}, headers={"Accept-Language": "fr"})
        assert 'lang="ar"' in arabic.text
        assert 'dir="rtl"' in arabic.text
        assert arabic["Content-Language"] == "ar"
        french = Client().get(address, headers={"Accept-Language": "fr"})
        assert french["Content-Language"] == "fr"
        assert Client().get(address, {"lang": "xx"})["Content-Language"] == "en"

    def test_what_it_costs_does_not_grow(self, office, address, told):
        turn(office, True)
        Client().get(address)
        for _more in range(3):
            f.ParticipationFactory(office=office, starts_on=dt.date(2026, 1, 5), **PUBLISHED)
        with statements() as sent:
            assert Client().get(address).status_code == 200
        assert len(sent) <= 8, "\n".join(sent)

    def test_how_far_the_record_reaches_is_not_asked_each_time(self, office, address):
        f.TreatyActionFactory(country=f.MemberStateFactory())
        turn(office, True)
        Client().get(address)
        with statements() as sent:
            assert Client().get(address).status_code == 200
        assert not [sql for sql in sent if "treaties_importedtable" in sql]
        with acting(PUBLIC):
            assert kept_reach() == record_reach() != {}

    def test_its_days_are_those_of_the_capital(self, monkeypatch):
        office = f.InstitutionFactory(country__time_zone="Pacific/Kiritimati")
        noon, tomorrow = dt.datetime(2030, 1, 4, 12, tzinfo=dt.UTC), dt.date(2030, 1, 5)
        f.AssessmentSnapshotFactory(office=office, visibility="public", approved_at=noon)
        f.StrategyVersionFactory(office=office, visibility="public", approved_at=noon)
        f.ParticipationFactory(office=office, title="Begun", starts_on=tomorrow, **PUBLISHED)
        f.OpenPublicPageFactory(office=office)
        client, person = Client(), f.person(Role.FOCAL_POINT, office)
        monkeypatch.setattr(timezone, "now", lambda: noon)
        client.force_login(person)
        for page in (
            reverse("public-state", args=[office.country.code]),
            reverse("public-preview"),
        ):
            text = client.get(page).text
            assert text.count(f"approved {date_format(tomorrow)}") == 2
            assert "Begun" in text

    def test_a_meeting_of_two_institutions_is_told_once_by_the_one_that_spoke(
        self, office, address
    ):
        turn(office, True)
        meeting = f.GatheringFactory()
        other = f.InstitutionFactory(country=office.country)
        facts = {"gathering": meeting, "title": "Both were there", "starts_on": dt.date(2026, 1, 5)}
        f.ParticipationFactory(office=office, statement="own", **facts, **PUBLISHED)
        f.ParticipationFactory(office=other, statement="none", **facts, **PUBLISHED)
        text = Client().get(address).text
        assert text.count("Both were there") == 1
        assert "Statement of the State" in text

    def test_many_institutions_at_one_meeting_push_no_other_out(self, office, address):
        turn(office, True)
        f.ParticipationFactory(
            office=office, title="The one before", starts_on=dt.date(2026, 1, 4), **PUBLISHED
        )
        facts = {"starts_on": dt.date(2026, 1, 5), **PUBLISHED}
        for meeting in (f.GatheringFactory(), None):
            for _number in range(21):
                other = f.InstitutionFactory(country=office.country)
                title = "All were there" if meeting else "Without a calendar"
                f.ParticipationFactory(office=other, gathering=meeting, title=title, **facts)
        text = Client().get(address).text
        told = ("All were there", "Without a calendar", "The one before")
        assert [text.count(title) for title in told] == [1, 1, 1]

    def test_the_preview_says_what_the_page_will_say(self, office, address, told, focal_point):
        client = Client()
        client.force_login(focal_point)
        preview = client.get(reverse("public-preview"))
        assert preview["Cache-Control"] == "private, no-store"
        assert "Said inside" not in preview.text
        assert Client().get(address).status_code == 404
        turn(office, True)
        rows, day = Country.objects.filter(pk=office.country_id), NOW.date()
        own = f.actor(Role.FOCAL_POINT, office)
        with acting(own):
            before = public_state(rows, office.country.code, own, day)
        with acting(PUBLIC):
            after = public_state(rows, office.country.code, PUBLIC, day)
        assert before == after
        assert [item for item, _report in after.steps] == list(Item.objects.filter(pk=told.pk))

    def test_robots_read_the_public_pages_alone(self, office, address):
        assert "Disallow: /\n" in Client().get("/robots.txt").text
        turn(office, True)
        # A training State is nothing to find.
        assert re.search(r'name="robots"\s+content="noindex"', Client().get(address).text)

    def test_the_setting_is_turned_on_its_page(self, office, address, told, focal_point):
        client = Client()
        client.force_login(focal_point)
        place = reverse("public-page")
        assert client.post(place, {"to": "on", "reason": ""}).status_code == 422
        assert client.post(place, {"to": "on", "reason": "Agreed"}).status_code == 302
        assert Client().get(address).status_code == 200
        assert "Agreed" in client.get(place).text
        official = Client()
        official.force_login(f.person(Role.OFFICIAL, office))
        assert official.post(place, {"to": "off", "reason": "No"}).status_code == 403
