"""The pages of incoming mail: who sees which mail, and what they do with it."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.actions.models import Action, ActionUpdate
from apps.correspondence import raw_mail, selectors, services
from apps.correspondence.models import InboundMail, Reason, Status
from apps.correspondence.parsing import file_summary, read_letter
from apps.correspondence.routing import address_of_action, destination_of
from apps.evidence.models import Evidence
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.roles import Role
from tests.correspondence.letters import PDF, with_files
from tests.costs import at_most
from tests.factories import (
    ActionFactory,
    InboundMailFactory,
    MailAddressFactory,
    person,
)

pytestmark = pytest.mark.django_db


def stored(record):
    with acting(SYSTEM):
        return type(record).objects.select_related("country", "action").get(pk=record.pk)


@pytest.fixture
def web(client, amina):
    client.force_login(amina)
    return client


@pytest.fixture
def secretary(db):
    return person(Role.SECRETARIAT, email="secretary@example.org")


@pytest.fixture
def mail(office, action):
    """A mail of an unknown sender about an action, with a file."""
    raw = with_files(
        "x@mail.example.org", ("law.pdf", "application/pdf", PDF), text="The minister agrees."
    ).as_bytes()
    letter = read_letter(raw)
    return InboundMailFactory(
        institution=office,
        action=action,
        file=raw_mail.keep(raw),
        sha256=raw_mail.digest_of(raw),
        attachments=file_summary(letter),
    )


def url_of(name, mail):
    return reverse(name, kwargs={"pk": mail.pk})


class TestList:
    def test_it_lists_what_waits_and_why(self, web, mail):
        InboundMailFactory(country=mail.country, subject="Away", reason=Reason.AUTOMATIC)
        InboundMailFactory(subject="Abroad")
        text = web.get(reverse("mail-list")).text
        assert "The minister&#x27;s reply" in text
        assert "The sender is not known" in text
        assert "XAA-2026-0042" in text
        assert "Away" not in text
        assert "Abroad" not in text

    def test_automatic_answers_stand_apart_and_are_not_counted(self, web, office):
        InboundMailFactory(institution=office, subject="Away", reason=Reason.AUTOMATIC)
        response = web.get(reverse("mail-list"), {"box": "automatic"})
        assert "Away" in response.text
        assert [tab["count"] for tab in response.context["tabs"]] == [0, None, None, None, None]

    def test_nothing_waits(self, web):
        assert "No mail waits for you" in web.get(reverse("mail-list")).text

    def test_older_ones_follow(self, web, office, monkeypatch):
        monkeypatch.setattr(selectors, "PER_PAGE", 2)
        for number in range(5):
            InboundMailFactory(institution=office, subject=f"Mail {number}")
        first = web.get(reverse("mail-list"))
        assert [mail.subject for mail in first.context["mails"]] == ["Mail 4", "Mail 3"]
        second = web.get(reverse("mail-list"), {"before": first.context["older"]})
        assert [mail.subject for mail in second.context["mails"]] == ["Mail 2", "Mail 1"]
        assert web.get(reverse("mail-list"), {"before": "x", "box": "y"}).status_code == 200

    @pytest.mark.parametrize("number", [1, 30])
    def test_its_queries_do_not_grow(self, web, office, amina, number):
        for _ in range(number):
            action = ActionFactory(office=office)
            InboundMailFactory(institution=office, action=action, sender=amina)
        web.get(reverse("mail-list"))
        with at_most(3):
            web.get(reverse("mail-list"))

    def test_the_secretariat_sees_what_is_nobodys_and_no_more(self, client, secretary, mail):
        InboundMailFactory(country=None, subject="Whose is it?")
        client.force_login(secretary)
        text = client.get(reverse("mail-list")).text
        assert "Whose is it?" in text
        assert "The minister" not in text
        assert client.get(url_of("mail-detail", mail)).status_code == 404

    def test_nor_does_the_database_show_it_more(self, secretary, mail):
        unclaimed = InboundMailFactory(country=None)
        with acting(actor_for(secretary)):
            assert [row.pk for row in InboundMail.objects.all()] == [unclaimed.pk]

    def test_officials_do_not_see_what_is_nobodys(self, web):
        unclaimed = InboundMailFactory(country=None)
        assert web.get(url_of("mail-detail", unclaimed)).status_code == 404

    def test_a_ministry_sees_what_it_sent_and_what_is_for_it_alone(
        self, client, badu, ministry, mail
    ):
        own = InboundMailFactory(institution=ministry, sender=badu, subject="Own")
        narrow = InboundMailFactory(
            institution=ministry, office=ministry, visibility="office", subject="Narrow"
        )
        client.force_login(badu)
        listed = client.get(reverse("mail-list")).context["mails"]
        assert {row.pk for row in listed} == {own.pk, narrow.pk}

    def test_a_mail_for_an_institution_alone_is_hidden_from_the_others(self, web, ministry):
        narrow = InboundMailFactory(institution=ministry, office=ministry, visibility="office")
        assert web.get(url_of("mail-detail", narrow)).status_code == 404


class TestDetail:
    def test_it_shows_the_mail_and_what_can_be_done(self, web, mail):
        text = web.get(url_of("mail-detail", mail)).text
        for words in ["The minister agrees.", "A Clerk", "law.pdf", "Not a known person"]:
            assert words in text
        for name in ["mail-file", "mail-make", "mail-dismiss", "mail-raw"]:
            assert url_of(name, mail) in text
        assert url_of("mail-hand-over", mail) not in text

    def test_what_is_settled_offers_nothing(self, web, office):
        mail = InboundMailFactory(institution=office, status="dismissed", detail="Not for us")
        text = web.get(url_of("mail-detail", mail)).text
        assert "Not for us" in text
        assert url_of("mail-file", mail) not in text

    def test_its_text_is_text(self, web, office):
        mail = InboundMailFactory(institution=office, subject="<b>x</b>", text="<script>1</script>")
        text = web.get(url_of("mail-detail", mail)).text
        assert "<script>1" not in text
        assert "<b>x" not in text

    def test_it_offers_the_actions_that_it_names(self, web, office):
        named = ActionFactory(office=office, reference="XAA-2026-0007", title="Train judges")
        ActionFactory(reference="XBB-2026-0001", title="Abroad")
        mail = InboundMailFactory(
            institution=office, text="On xaa-2026-0007 and XBB-2026-0001.", subject="News"
        )
        response = web.get(url_of("mail-detail", mail))
        assert response.context["suggestions"] == [named]

    def test_the_mail_as_it_came_is_saved_and_not_shown(self, web, mail):
        response = web.get(url_of("mail-raw", mail))
        assert response.content == raw_mail.read(mail.file, sha256=mail.sha256)
        assert response["Content-Type"] == "message/rfc822"
        assert response["Content-Disposition"].startswith("attachment;")
        assert "sandbox" in response["Content-Security-Policy"]

    def test_a_file_that_has_changed_is_not_given_out(self, web, office):
        raw = b"From: a@b\r\n\r\nText"
        mail = InboundMailFactory(institution=office, file=raw_mail.keep(raw), sha256="1" * 64)
        response = web.get(url_of("mail-raw", mail), follow=True)
        assert "is not what came in" in response.text


class TestSettling:
    def test_filing_logs_it_and_its_files_in_the_officials_name(self, web, mail, action, amina):
        data = {"reference": "xaa-2026-0042", "version": mail.version}
        response = web.post(url_of("mail-file", mail), data)
        assert response.url == action.get_absolute_url()
        with acting(SYSTEM):
            entry = ActionUpdate.objects.get(action=action)
            assert Evidence.objects.filter(target_id=action.pk).count() == 1
        assert entry.author_id == amina.pk
        assert "A Clerk <clerk@justice.example>" in entry.text
        assert "The minister agrees." in entry.text
        settled = stored(mail)
        assert (settled.status, settled.settled_by_id) == (Status.APPLIED, amina.pk)

    def test_a_reference_that_does_not_exist_says_so(self, web, mail):
        ActionFactory(reference="XBB-2026-0001")
        for reference in ["XAA-2026-9999", "XBB-2026-0001"]:
            data = {"reference": reference, "version": mail.version}
            response = web.post(url_of("mail-file", mail), data)
            assert response.status_code == 422
            assert "There is no action with this reference." in response.text
        assert stored(mail).status == Status.HELD

    def test_making_an_action_reads_the_line(self, web, mail):
        data = {"line": "Answer the minister by 1 June 2027 !high", "version": mail.version}
        web.post(url_of("mail-make", mail), data)
        with acting(SYSTEM):
            made = Action.objects.get(title="Answer the minister")
        assert str(made.due_on) == "2027-06-01"
        assert "The minister agrees." in made.description
        assert stored(mail).action == made

    def test_a_line_with_a_problem_comes_back_as_it_was_typed(self, web, mail):
        data = {"line": "Answer @nobody", "version": mail.version}
        response = web.post(url_of("mail-make", mail), data)
        assert response.status_code == 422
        assert "Answer @nobody" in response.text
        assert "Nobody in this State is called" in response.text

    def test_dismissing_asks_why(self, web, mail):
        assert web.post(url_of("mail-dismiss", mail), {"version": 1}).status_code == 422
        web.post(url_of("mail-dismiss", mail), {"version": mail.version, "why": "Advertising"})
        settled = stored(mail)
        assert (settled.status, settled.detail) == (Status.DISMISSED, "Advertising")
        with acting(SYSTEM):
            event = settled.events.order_by("-pgh_id").first()
        assert event.pgh_context["reason"] == "Advertising"

    def test_two_officials_settle_it_once(self, web, mail, action, amina):
        data = {"reference": action.reference, "version": mail.version}
        web.post(url_of("mail-file", mail), data)
        response = web.post(url_of("mail-file", mail), data, follow=True)
        assert "Somebody settled this mail meanwhile." in response.text
        with acting(SYSTEM):
            assert ActionUpdate.objects.filter(action=action).count() == 1

    def test_a_settled_mail_cannot_be_settled_again(self, mail, amina):
        actor = actor_for(amina)
        services.dismiss_mail(actor=actor, mail=mail, why="x", version=None)
        with pytest.raises(IllegalTransitionError):
            services.dismiss_mail(actor=actor, mail=mail, why="y", version=None)

    def test_a_stale_version_is_refused(self, mail, amina):
        with pytest.raises(StaleVersionError):
            services.dismiss_mail(actor=actor_for(amina), mail=mail, why="x", version=99)

    def test_the_secretariat_hands_over_what_is_nobodys(self, client, secretary, web, office):
        unclaimed = InboundMailFactory(country=None)
        client.force_login(secretary)
        data = {"country": office.country.pk, "version": unclaimed.version}
        assert client.post(url_of("mail-hand-over", unclaimed), data).status_code == 302
        assert stored(unclaimed).country == office.country
        assert client.get(url_of("mail-detail", unclaimed)).status_code == 404

    def test_or_dismisses_it(self, client, secretary):
        unclaimed = InboundMailFactory(country=None)
        client.force_login(secretary)
        data = {"why": "Advertising", "version": unclaimed.version}
        assert client.post(url_of("mail-dismiss", unclaimed), data).status_code == 302
        assert stored(unclaimed).status == Status.DISMISSED

    def test_a_ministry_dismisses_only_its_own(self, client, badu, ministry, office):
        own = InboundMailFactory(institution=ministry, sender=badu)
        client.force_login(badu)
        data = {"why": "Sent twice", "version": own.version}
        assert client.post(url_of("mail-dismiss", own), data).status_code == 302


def card(action):
    return reverse("action-address", kwargs={"reference": action.reference})


class TestAddresses:
    def test_an_action_shows_its_address_to_those_who_write_to_it(self, web, action):
        with acting(SYSTEM):
            wanted = address_of_action(action)
        assert f'hx-get="{card(action)}"' in web.get(action.get_absolute_url()).text
        assert f'data-copy="{wanted}"' in web.get(card(action)).text

    def test_and_to_nobody_else(self, client, office, action):
        for role in (Role.AUDITOR, Role.MINISTRY_OFFICER):
            client.force_login(person(role, office if role == Role.AUDITOR else None))
            for url in (action.get_absolute_url(), card(action)):
                assert "@mail.example.org" not in client.get(url).text

    def test_the_list_of_actions_shows_that_of_the_state(self, web, state_address):
        assert state_address in web.get(reverse("action-list")).text
        assert state_address in web.get(reverse("mail-list")).text

    def test_renewing_makes_another_one_and_ends_the_old(self, web, action, address):
        url = reverse("action-address-renew", kwargs={"reference": action.reference})
        assert "another e-mail address" in web.get(url).text
        web.post(url)
        with acting(SYSTEM):
            new = address_of_action(action)
        assert new != address
        assert destination_of(address).action is None
        assert destination_of(new).action == action
        web.post(url)
        assert destination_of(new).action is None

    def test_that_of_the_state_too(self, web, state_address):
        assert web.get(reverse("mail-list")).context["address"] == state_address
        web.post(reverse("state-address-renew"))
        assert web.get(reverse("mail-list")).context["address"] != state_address
        assert destination_of(state_address).country is None

    def test_another_key_ends_all_of_them_unless_it_is_kept_as_a_former_one(
        self, address, action, settings
    ):
        old, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 9
        assert destination_of(address).action is None
        settings.SECRET_KEY_FALLBACKS = [old]
        assert destination_of(address).action == action

    def test_without_a_domain_there_are_none(self, web, action, settings):
        settings.MAIL_DOMAIN = ""
        assert "Log by e-mail" not in web.get(card(action)).text
        assert "mail-address" not in web.get(reverse("action-list")).text

    def test_an_address_has_one_row(self, action):
        MailAddressFactory(action=action)
        with pytest.raises(IntegrityError, match="one_mail_address_per_target"):
            MailAddressFactory(action=action)


class TestOwnAddress:
    def test_the_profile_says_what_to_do_when_mail_comes_back(self, web, amina):
        with acting(SYSTEM, reason="test"):
            User.objects.filter(pk=amina.pk).update(
                failing_email=amina.email, failing_answer="550 no such user"
            )
        text = web.get(reverse("profile")).text
        assert "Mail to your address comes back" in text
        assert "550 no such user" in text
        assert "Mail comes back" in web.get(reverse("people")).text
        web.post(reverse("address-confirm"))
        assert "comes back" not in web.get(reverse("profile")).text
