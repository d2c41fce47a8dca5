"""Mail by real SMTP into a real server process: taken, kept, and logged by whoever may."""

import smtplib

import pytest
from django.db import DatabaseError, transaction

from apps.accounts.selectors import actor_for
from apps.actions.models import Action, ActionUpdate
from apps.correspondence import raw_mail
from apps.correspondence.models import InboundMail, Reason, Status
from apps.correspondence.routing import address_of_action
from apps.correspondence.services import renew_address
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.history import history_of
from focalpoint.roles import Role
from tests.correspondence.conftest import applied, apply_all, mails
from tests.correspondence.letters import PDF, letter, raw_letter, utf8, with_files
from tests.factories import ActionFactory, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def log_of(action):
    with acting(SYSTEM):
        return list(ActionUpdate.objects.filter(action=action).order_by("created_at"))


def held(reason):
    mail = applied()
    assert (mail.status, mail.reason) == (Status.HELD, reason)
    return mail


class TestAnUpdate:
    def test_a_mail_of_a_known_user_is_logged_in_their_name(self, send, address, action, amina):
        send(letter(address, text="The minister agreed.\n"), address)
        mail = applied()
        assert (mail.status, mail.reason, mail.action) == (Status.APPLIED, Reason.UPDATE, action)
        [entry] = log_of(action)
        assert (entry.text, entry.author_id) == ("The minister agreed.", amina.pk)

    def test_the_history_says_that_it_came_by_mail(self, send, address, action, amina):
        send(letter(address, subject="Re: Draft bill"), address)
        applied()
        with acting(SYSTEM):
            [created] = history_of(log_of(action)[0])
        assert (created.via, created.actor) == ("mail", "Amina Diallo")
        assert "Re: Draft bill" in created.reason

    def test_the_address_may_be_written_in_capitals(self, send, address, action, amina):
        send(letter(address), address.upper())
        assert applied().status == Status.APPLIED

    def test_a_ministry_writes_to_what_it_leads(self, send, address, action, ministry, badu):
        with acting(SYSTEM, reason="test"):
            Action.objects.filter(pk=action.pk).update(lead_institution=ministry)
        send(letter(address, sender="badu@example.org"), address)
        assert applied().status == Status.APPLIED

    def test_two_recipients_are_two_entries(self, send, office, amina, address, action):
        other = ActionFactory(office=office, reference="XAA-2026-0043")
        with acting(SYSTEM):
            second = address_of_action(other)
        send(letter(f"{address}, {second}"), address, second)
        assert [mail.status for mail in apply_all()] == [Status.APPLIED] * 2
        assert len(log_of(action)) == len(log_of(other)) == 1


class TestOnce:
    def test_the_same_mail_again_is_taken_and_logged_once(self, send, address, action, amina):
        message = letter(address)
        for _ in range(3):
            send(message, address)
        assert len(mails()) == 1
        apply_all()
        apply_all()
        assert len(log_of(action)) == 1

    def test_a_mail_without_a_message_id_too(self, send, address, action, amina):
        message = letter(address)
        del message["Message-ID"]
        send(message, address)
        send(message, address)
        apply_all()
        assert len(log_of(action)) == 1

    def test_the_path_that_it_took_makes_no_other_mail(self, send, address, action, amina):
        message = letter(address)
        send(message, address)
        message["Received"] = "from elsewhere.example by mx.example"
        send(message, address)
        assert len(mails()) == 1

    def test_another_text_under_the_same_message_id_is_held(self, send, address, action, amina):
        send(letter(address, message_id="<a@b>"), address)
        send(letter(address, message_id="<a@b>", text="Something else."), address)
        first, second = apply_all()
        assert first.status == Status.APPLIED
        assert (second.status, second.reason) == (Status.HELD, Reason.REPEATED)


class TestTrust:
    def test_an_unknown_sender_is_held_for_the_state(self, send, address, action, office):
        send(letter(address, sender="someone@else.example"), address)
        mail = held(Reason.UNKNOWN_SENDER)
        assert (mail.country, mail.action) == (office.country, action)
        assert mail.text == "The minister's office replied."
        assert log_of(action) == []

    def test_a_guessed_tag_opens_nothing(self, send, address, action, office, amina):
        name, _dot, rest = address.partition(".")
        forged = f"{name}.{'a' * 16}@{rest.partition('@')[2]}"
        send(letter(forged), forged)
        mail = held(Reason.UNKNOWN_ADDRESS)
        # Where the sender says to work; it is looked at there and does nothing.
        assert mail.country == office.country
        assert log_of(action) == []

    def test_a_guessed_tag_of_a_stranger_is_for_the_secretariat(self, send, address, action):
        forged = address.replace(address.partition(".")[2][:16], "b" * 16)
        send(letter(forged, sender="spam@else.example"), forged)
        assert held(Reason.UNKNOWN_ADDRESS).country is None

    def test_a_renewed_address_ends_the_old_one(self, send, address, action, office, amina):
        renew_address(actor=actor_for(amina), country=office.country, action=action)
        send(letter(address), address)
        held(Reason.UNKNOWN_ADDRESS)

    def test_a_person_of_another_state_may_not_write(self, send, address, action):
        person(Role.FOCAL_POINT, email="abroad@example.org")
        send(letter(address, sender="abroad@example.org"), address)
        held(Reason.NOT_ALLOWED)
        assert log_of(action) == []

    def test_nor_a_ministry_that_has_nothing_to_do_with_it(self, send, address, action, badu):
        send(letter(address, sender="badu@example.org"), address)
        held(Reason.NOT_ALLOWED)

    def test_nor_somebody_who_has_left(self, send, address, action, amina):
        with acting(SYSTEM, reason="test"):
            type(amina).objects.filter(pk=amina.pk).update(is_active=False)
        send(letter(address), address)
        held(Reason.UNKNOWN_SENDER)

    def test_a_mail_for_an_office_level_action_stays_in_that_office(
        self, send, address, action, office
    ):
        with acting(SYSTEM, reason="test"):
            Action.objects.filter(pk=action.pk).update(visibility="office")
        send(letter(address, sender="someone@else.example"), address)
        mail = held(Reason.UNKNOWN_SENDER)
        assert (mail.visibility, mail.office_id) == ("office", office.pk)

    @pytest.mark.parametrize(
        ("results", "status"),
        [
            ("mx.example; dmarc=pass header.from=example.org", Status.APPLIED),
            ("mx.example 1; spf=pass smtp.mailfrom=a@example.org", Status.APPLIED),
            ("mx.example; dkim=pass (2048-bit) header.d=example.org", Status.APPLIED),
            ("mx.example; dkim=pass header.d=evil.example", Status.HELD),
            ("mx.example; spf=pass smtp.mailfrom=example.org; dmarc=fail", Status.HELD),
            ("mx.example; none", Status.HELD),
            ("elsewhere.example; dmarc=pass header.from=example.org", Status.HELD),
            ("", Status.HELD),
        ],
    )
    def test_where_a_server_proves_senders_its_word_counts(
        self, send, address, action, amina, settings, results, status
    ):
        settings.MAIL_AUTHSERV_IDS = ["mx.example"]
        more = {"Authentication_Results": results} if results else {}
        send(letter(address, **more), address)
        mail = applied()
        assert mail.status == status
        if status == Status.HELD:
            assert mail.reason == Reason.UNPROVEN_SENDER


class TestANewAction:
    def test_the_subject_is_read_as_the_quick_add_reads_it(
        self, send, state_address, office, amina
    ):
        subject = "Send the bill to cabinet by 30 June 2027 @badu !high"
        person(Role.MINISTRY_OFFICER, office, name="Badu Osei", email="badu@example.org")
        send(letter(state_address, subject=subject, text="As agreed today."), state_address)
        mail = applied()
        assert (mail.status, mail.reason) == (Status.APPLIED, Reason.NEW_ACTION)
        with acting(SYSTEM):
            made = Action.objects.select_related("assignee").get(pk=mail.action_id)
        assert made.title == "Send the bill to cabinet"
        assert str(made.due_on) == "2027-06-30"
        assert (made.assignee.name, made.priority) == ("Badu Osei", 3)
        assert made.description == "As agreed today."

    def test_a_line_with_a_problem_is_held_with_it(self, send, state_address, amina):
        send(letter(state_address, subject="Send the bill @nobody"), state_address)
        assert "nobody" in held(Reason.AMBIGUOUS).detail
        with acting(SYSTEM):
            assert not Action.objects.exists()

    def test_a_subject_that_names_an_action_is_about_it(self, send, state_address, action, amina):
        send(letter(state_address, subject="Fwd: XAA-2026-0042, a letter"), state_address)
        assert applied().action == action
        assert len(log_of(action)) == 1

    def test_a_long_subject_is_kept_whole(self, send, state_address, amina):
        subject = "Prepare the meeting " + "and its papers " * 20
        send(letter(state_address, subject=subject), state_address)
        with acting(SYSTEM):
            made = Action.objects.get(pk=applied().action_id)
        assert len(made.title) <= 200
        assert subject.strip() in made.description

    def test_an_auditor_makes_none(self, send, state_address, office):
        person(Role.AUDITOR, office, email="auditor@example.org")
        send(letter(state_address, sender="auditor@example.org"), state_address)
        held(Reason.NOT_ALLOWED)


class TestAutomatic:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Auto_Submitted": "auto-replied"},
            {"Precedence": "bulk"},
            {"X_Autoreply": "yes"},
            {"List_Id": "<news.example.org>"},
        ],
    )
    def test_answers_of_programs_are_held_quietly(self, send, address, action, amina, headers):
        send(letter(address, **headers), address)
        held(Reason.AUTOMATIC)
        assert log_of(action) == []

    def test_an_out_of_office_answer_too(self, send, address, action, amina):
        send(letter(address, subject="Réponse automatique : absent"), address)
        held(Reason.AUTOMATIC)

    def test_what_we_sent_ourselves_goes_round_no_further(self, send, address, action, amina):
        send(letter(address, sender=address), address)
        held(Reason.AUTOMATIC)

    def test_a_report_without_sender_is_no_update(self, send, address, action, amina):
        send(letter(address), address, sender="")
        held(Reason.AUTOMATIC)


class TestTheServer:
    def test_the_mail_is_kept_as_it_came(self, send, address, amina):
        message = with_files(address, ("law.pdf", "application/pdf", PDF))
        send(message, address)
        [mail] = mails()
        raw = raw_mail.read(mail.file, sha256=mail.sha256)
        assert raw == message.as_bytes()
        assert mail.size == len(raw)

    def test_it_relays_nothing(self, send):
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            send(letter("x@else.example"), "x@else.example")
        assert refused.value.recipients["x@else.example"][0] == 550

    @pytest.mark.parametrize("name", ["nobody", "xaa", "xaa-2026-0042", "a.b"])
    def test_it_takes_nothing_for_names_that_are_none_of_ours(self, send, name):
        where = f"{name}@mail.example.org"
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(letter(where), where)

    def test_mail_for_the_postmaster_reaches_the_secretariat(self, send):
        send(
            letter("postmaster@mail.example.org", sender="x@y.example"),
            "postmaster@mail.example.org",
        )
        assert held(Reason.UNKNOWN_ADDRESS).country is None

    def test_headers_in_raw_utf8_are_read(self, send, address, action, amina):
        message = letter(
            address, subject="Réponse du ministère – تم", sender="Аминa <amina@example.org>"
        )
        send(utf8(message), address)
        mail = applied()
        assert mail.subject == "Réponse du ministère – تم"
        assert mail.sender_name == "Аминa"

    def test_lines_longer_than_the_standard_allows_are_taken(self, send, address, amina, action):
        send(raw_letter(address, body=b"word " * 5_000 + b"\r\n"), address)
        assert applied().status == Status.APPLIED


class TestLimits:
    def test_a_large_mail_is_held_and_a_huge_one_refused(
        self, start_server, transactional_db, settings, address, action, amina
    ):
        port = start_server(MAIL_IN_SIZE_LIMIT="200000")
        settings.MAIL_IN_SIZE_APPLIED = 50_000
        large = with_files(address, ("law.pdf", "application/pdf", PDF + bytes(60_000)))
        huge = with_files(address, ("law.pdf", "application/pdf", PDF + bytes(300_000)))
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.send_message(large, "a@example.net", [address])
            with pytest.raises(smtplib.SMTPResponseException) as refused:
                client.send_message(huge, "a@example.net", [address])
        assert refused.value.smtp_code == 552
        mail = held(Reason.TOO_LARGE)
        assert (mail.sender, mail.subject) == (amina, "Re: Draft bill")

    def test_only_named_relays_may_talk(self, start_server, transactional_db, address):
        port = start_server(MAIL_IN_RELAYS="10.0.0.0/8")
        with (
            smtplib.SMTP("127.0.0.1", port) as client,
            pytest.raises(smtplib.SMTPSenderRefused),
        ):
            client.send_message(letter(address), "a@example.net", [address])

    def test_lmtp_answers_for_each_recipient(
        self, start_server, transactional_db, office, address, amina, state_address
    ):
        port = start_server("--lmtp")
        answers = []
        with smtplib.LMTP("127.0.0.1", port) as client:
            client.ehlo()
            client.mail("a@b.example")
            for recipient in (address, state_address):
                client.rcpt(recipient)
            assert client.docmd("DATA")[0] == 354
            client.send(letter(address).as_bytes() + b".\r\n")
            answers += [client.getreply()[0] for _ in range(2)]
        assert answers == [250, 250]
        assert len(mails()) == 2


def test_what_is_kept_cannot_be_changed_or_deleted(send, address, amina):
    send(letter(address), address)
    [mail] = mails()
    rows = InboundMail.objects.filter(pk=mail.pk)
    for change in ({"file": "x"}, {"recipient": "x"}, {"sha256": "x"}, {"message_id": "x"}):
        with (
            acting(SYSTEM, reason="attack"),
            pytest.raises(DatabaseError),
            transaction.atomic(),
        ):
            rows.update(**change)
    with acting(SYSTEM, reason="attack"), pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
