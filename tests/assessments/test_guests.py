"""A contributor: let in by a link of their own, and sees nothing but what is put to them."""

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.outbox import deliver_outgoing
from apps.accounts.outgoing_models import OutgoingMail
from apps.assessments.consultations.contribution_services import contribution_of
from apps.assessments.consultations.invitation_services import renew_link, revoke_contributor
from apps.assessments.consultations.services import close_consultation, moderate_submission
from apps.assessments.contribution_models import Contribution, GuestAccess
from apps.assessments.guests.links import link_token
from config.log import hide_secrets
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.assessments.guests import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    made = Stage()
    made.opened(people=2)
    return made


def link(invitation):
    return reverse("guest-open", args=[link_token(invitation)])


def place(stage):
    return reverse("guest-consultation", args=[stage.consultation.pk])


def let_in(stage, number=0, client=None):
    client = client or Client()
    answer = client.post(link(stage.invitations[number]))
    assert answer.url == place(stage)
    return client


def form(stage, text="Two radios.", wish="named", version=0, **more):
    return {
        f"answer-{stage.questions[0].pk}": text,
        "wish": wish,
        "version": version,
        **more,
    }


class TestTheWayIn:
    def test_looking_at_the_link_opens_nothing(self, stage):
        # A scanner of mails looks at it first.
        assert Client().get(link(stage.invitations[0])).status_code == 200
        with acting(SYSTEM):
            assert not GuestAccess.objects.exclude(browsers=[]).exists()
        let_in(stage)

    def test_the_first_browser_is_let_in_and_comes_back(self, stage):
        client = let_in(stage)
        assert client.get(place(stage)).status_code == 200
        assert let_in(stage, client=client)
        assert len(mail.outbox) == 0

    def test_another_browser_needs_the_code_of_the_mailbox(self, stage):
        let_in(stage)
        other = Client()
        answer = other.post(link(stage.invitations[0]))
        assert answer.url.endswith("/code/")
        assert other.get(place(stage)).status_code == 404
        assert other.post(answer.url, {"code": "00000000"}).status_code == 422
        deliver_outgoing(OutgoingMail.objects.get().pk)
        [message] = mail.outbox
        assert message.to == ["a@example.org"]
        assert message.subject.startswith("[Training]")
        code = next(line for line in message.body.splitlines() if line.isdigit())
        assert other.post(answer.url, {"code": code}).url == place(stage)
        assert other.get(place(stage)).status_code == 200
        # A code lets in once.
        assert Client().post(answer.url, {"code": code}).status_code == 422

    def test_a_code_is_guessed_at_five_times_and_no_more(self, stage, monkeypatch):
        monkeypatch.setattr("apps.assessments.guests.services.new_code", lambda: "12345678")
        let_in(stage)
        other = Client()
        answer = other.post(link(stage.invitations[0]))
        for _try in range(5):
            other.post(answer.url, {"code": "00000000"})
        assert other.post(answer.url, {"code": "12345678"}).status_code == 422

    def test_codes_are_not_asked_for_without_end(self, stage):
        let_in(stage)
        answers = [Client().post(link(stage.invitations[0])) for _each in range(6)]
        assert [each.status_code for each in answers] == [302] * 5 + [429]

    def test_guesses_at_links_are_slowed(self, stage, settings):
        settings.REST_FRAMEWORK = {
            **settings.REST_FRAMEWORK,
            "DEFAULT_THROTTLE_RATES": {"anonymous": "3/minute"},
        }
        client = Client(REMOTE_ADDR="192.0.2.77")
        answers = [client.get("/consultation/open/guess/").status_code for _each in range(8)]
        assert answers[0] == 404
        assert answers[-1] == 429

    def test_a_withdrawn_or_renewed_link_opens_nothing(self, stage):
        client = let_in(stage)
        old = link(stage.invitations[0])
        renewed = renew_link(actor=stage.official, invitation=stage.invitations[0])
        assert Client().get(old).status_code == 404
        assert client.get(place(stage)).status_code == 404
        revoke_contributor(actor=stage.official, invitation=renewed)
        assert Client().post(link(renewed)).status_code == 410

    def test_an_expired_link_opens_nothing(self, stage):
        client = let_in(stage)
        with acting(SYSTEM, reason="test"):
            stage.consultation.invitations.update(expires_at=timezone.now())
        assert client.get(place(stage)).status_code == 410

    def test_the_cookie_opens_one_consultation_only(self, stage):
        client = let_in(stage)
        other = Stage()
        other.opened()
        assert client.get(place(other)).status_code == 404
        name = f"focalpoint_guest_{other.consultation.pk.hex}"
        client.cookies[name] = client.cookies[f"focalpoint_guest_{stage.consultation.pk.hex}"].value
        assert client.get(place(other)).status_code == 404

    def test_it_opens_no_other_page(self, stage):
        client = let_in(stage)
        for url in (stage.consultation.get_absolute_url(), "/assessments/", "/api/v1/assessments/"):
            assert client.get(url).status_code in (302, 401)

    def test_nothing_is_cached_or_told_to_others(self, stage):
        client = let_in(stage)
        for url in (place(stage), link(stage.invitations[0])):
            response = client.get(url)
            assert "no-store" in response["Cache-Control"]
            assert response["Referrer-Policy"] == "same-origin"
            assert "noindex" in response["X-Robots-Tag"]
        cookie = client.cookies[f"focalpoint_guest_{stage.consultation.pk.hex}"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/consultation/"

    def test_the_secret_of_the_link_is_not_logged(self, stage):
        token = link_token(stage.invitations[0])
        event = {"request": f"POST /consultation/open/{token}/code/"}
        assert token not in str(hide_secrets(None, "", event))

    def test_a_shared_computer_forgets(self, stage):
        client = let_in(stage)
        client.post(reverse("guest-leave", args=[stage.consultation.pk]))
        assert client.get(place(stage)).status_code == 404
        with acting(SYSTEM):
            assert not GuestAccess.objects.exclude(browsers=[]).exists()

    def test_the_page_speaks_the_language_of_the_mail(self, stage):
        with acting(SYSTEM, reason="test"):
            stage.consultation.invitations.update(language="ar")
        assert 'dir="rtl"' in let_in(stage).get(place(stage)).content.decode()


class TestAnswering:
    def test_a_draft_is_kept_and_read_by_nobody_else(self, stage):
        client = let_in(stage)
        client.post(place(stage), form(stage, wish=""))
        assert "Two radios." in client.get(place(stage)).content.decode()
        assert "Two radios." not in let_in(stage, 1).get(place(stage)).content.decode()
        with acting(stage.official):
            assert not Contribution.objects.exists()
        assert stage.rows() == []

    def test_handing_in_brings_it_to_the_office_and_changing_it_changes_the_row(self, stage):
        client = let_in(stage)
        client.post(place(stage), form(stage, do="hand_in"))
        [row] = stage.rows()
        assert (row.text, str(row.author)) == ("Two radios.", "Organisation a (Person a)")
        version = contribution_of(stage.guests[0]).version
        client.post(place(stage), form(stage, "Three.", version=version, do="hand_in"))
        [row] = stage.rows()
        assert row.text == "Three."

    def test_what_is_missing_is_said_and_the_text_stays(self, stage):
        client = let_in(stage)
        response = client.post(place(stage), form(stage, wish="", do="hand_in"))
        assert response.status_code == 422
        assert "Choose who may know" in response.content.decode()
        assert "Two radios." in response.content.decode()
        # It was saved besides; handing it in from the page that says so works.
        version = response.context["form"]["version"].value()
        assert (
            client.post(place(stage), form(stage, version=version, do="hand_in")).status_code == 302
        )

    def test_at_least_one_question_is_answered(self, stage):
        client = let_in(stage)
        response = client.post(place(stage), form(stage, "   ", do="hand_in"))
        assert "at least one question" in response.content.decode()

    def test_a_paste_of_five_megabytes_is_refused_with_words(self, stage):
        client = let_in(stage)
        with acting(SYSTEM):
            before = Contribution.objects.get(invitation=stage.invitations[0])
        response = client.post(place(stage), form(stage, "x" * 2_000_000))
        assert response.status_code in (400, 413, 422)
        with acting(SYSTEM):
            before.refresh_from_db()
        assert before.texts == {}

    def test_markup_stays_text(self, stage):
        client = let_in(stage)
        client.post(place(stage), form(stage, "<script>alert(1)</script>", do="hand_in"))
        assert "<script>alert" not in client.get(place(stage)).content.decode()
        office = Client()
        office.force_login(stage.official_user)
        [row] = stage.rows()
        assert "<script>alert" not in office.get(row.get_absolute_url()).content.decode()

    def test_two_windows_lose_nothing(self, stage):
        client = let_in(stage)
        client.post(place(stage), form(stage, "From the first."))
        response = client.post(place(stage), form(stage, "From the second."))
        assert response.status_code == 409
        assert "From the second." in response.content.decode()
        assert contribution_of(stage.guests[0]).texts == stage.texts("From the first.")
        version = response.context["form"]["version"].value()
        client.post(place(stage), form(stage, "From the second.", version=version))
        assert contribution_of(stage.guests[0]).texts == stage.texts("From the second.")

    def test_saving_by_itself_answers_with_a_line_and_the_new_version(self, stage):
        client = let_in(stage)
        response = client.post(
            place(stage), form(stage, do="hand_in"), headers={"HX-Request": "true"}
        )
        assert "Saved as a draft" in response.content.decode()
        assert 'value="1"' in response.content.decode()
        assert stage.rows() == []

    def test_after_the_close_nothing_is_taken(self, stage):
        client = let_in(stage)
        close_consultation(actor=stage.official, consultation=stage.consultation)
        response = client.post(place(stage), form(stage, do="hand_in"))
        assert response.status_code == 422
        assert stage.rows() == []

    def test_a_named_contributor_cannot_vanish_afterwards(self, stage):
        client = let_in(stage)
        client.post(place(stage), form(stage, do="hand_in"))
        version = contribution_of(stage.guests[0]).version
        response = client.post(
            place(stage), form(stage, wish="anonymous", version=version, do="hand_in")
        )
        assert response.status_code == 422


class TestReading:
    @pytest.mark.parametrize("wish", ["named", "confidential", "anonymous"])
    def test_the_contributor_reads_what_became_of_their_answers_and_of_no_others(self, wish):
        stage = Stage()
        stage.answered([wish, "named"])
        page = let_in(stage).get(place(stage)).content.decode()
        assert page.count("It stands under factor 3.") == 1
        assert f"Seen {wish}." in page
        other = let_in(stage, 1).get(place(stage)).content.decode()
        assert f"Seen {wish}." not in other or wish == "named"
        assert other.count("It stands under factor 3.") == 1

    def test_a_response_is_not_shown_before_it_is_sent(self, stage):
        stage.hand_in(stage.guests[0])
        with acting(stage.official):
            close_consultation(actor=stage.official, consultation=stage.consultation)
        [row] = stage.rows()
        stage.respond(
            moderate_submission(
                actor=stage.official, submission=row, to="accepted", version=row.version
            )
        )
        assert "factor 3" not in let_in(stage).get(place(stage)).content.decode()

    def test_guest_pages_need_no_account(self, stage):
        assert settings.SESSION_COOKIE_NAME not in let_in(stage).cookies
