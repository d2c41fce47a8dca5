"""The demo's mail sink, its pages, and the reminders of any date."""

import datetime as dt
import smtplib
import socket
from email.message import EmailMessage

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.reminders.mailbox import Mailbox
from apps.reminders.rehearsal import noon, rehearse
from focalpoint.roles import Role
from tests.factories import CountryFactory, InstitutionFactory, person
from tests.processes import Launcher, wait_until
from tests.reminders.conftest import at, ledger


@pytest.fixture
def mailbox(settings, tmp_path):
    settings.DEMO = True
    settings.MAIL_SINK_DIR = tmp_path / "mail"
    return Mailbox(settings.MAIL_SINK_DIR)


def letter(subject="Two deadlines", html=True):
    message = EmailMessage()
    message["Subject"], message["To"] = subject, "fp@example.org"
    message["Message-ID"] = "<1@example.org>"
    message.set_content("Look at https://focalpoint.example/actions/ please — «now»")
    if html:
        message.add_alternative(
            "<html><head></head><body style='color: red'><script>alert(1)</script></body></html>",
            subtype="html",
        )
    return message.as_bytes()


class TestMailbox:
    def test_the_newest_message_comes_first(self, mailbox):
        keys = [mailbox.add(["a@example.org"], letter(f"No. {n}")) for n in range(3)]
        assert mailbox.keys() == keys[::-1]

    def test_a_message_is_kept_as_it_came(self, mailbox):
        key = mailbox.add(["a@example.org"], letter("Grüße"))
        found = mailbox.get(key)
        assert found.subject == "Grüße"
        assert found.recipient == "a@example.org"
        assert "«now»" in found.text
        assert abs(found.received_at - timezone.now()) < dt.timedelta(minutes=1)

    @pytest.mark.parametrize("key", ["../../etc/passwd", "", "nothing", "0" * 20 + "-" + "0" * 8])
    def test_no_other_file_can_be_read(self, mailbox, key):
        assert mailbox.get(key) is None


@pytest.mark.django_db
class TestPages:
    PAGES = ["/demo/mail/", "/demo/mail/{key}/", "/demo/mail/{key}/html/"]

    @pytest.fixture
    def key(self, mailbox):
        return mailbox.add(["fp@example.org"], letter())

    @pytest.mark.parametrize("page", PAGES)
    def test_there_is_none_outside_the_demo(self, client, key, settings, page):
        settings.DEMO = False
        assert client.get(page.format(key=key)).status_code == 404

    @pytest.mark.parametrize("page", PAGES)
    def test_in_the_demo_anyone_may_look(self, client, key, page):
        assert client.get(page.format(key=key)).status_code == 200

    @pytest.mark.parametrize("page", PAGES)
    def test_and_so_may_those_who_have_signed_in(self, client, key, page):
        client.force_login(person(Role.OFFICIAL))
        assert client.get(page.format(key=key)).status_code == 200

    def test_the_list_names_subject_and_recipient(self, client, key):
        page = client.get("/demo/mail/").content.decode()
        assert "Two deadlines" in page
        assert "fp@example.org" in page

    def test_a_message_is_shown_as_text_and_in_a_frame(self, client, key):
        page = client.get(f"/demo/mail/{key}/").content.decode()
        assert "«now»" in page
        assert f'src="/demo/mail/{key}/html/"' in page
        assert "alert(1)" not in page

    def test_the_frame_runs_no_script(self, client, key):
        answer = client.get(f"/demo/mail/{key}/html/")
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox allow-popups" in policy
        assert "script" not in policy

    def test_one_that_is_not_there_is_not_found(self, client, mailbox):
        assert client.get("/demo/mail/nothing/").status_code == 404


@pytest.mark.django_db
class TestRunningADate:
    def test_not_outside_the_demo(self, client, office, settings):
        client.force_login(office.focal_point)
        assert client.post("/demo/reminders/", {"as_of": "2027-01-31"}).status_code == 404
        with pytest.raises(CommandError, match="in the demo only"):
            call_command("run_reminders", "--as-of", "2027-01-31")
        assert ledger() == []

    def test_the_form_writes_the_reminders_of_its_date(self, client, office, mailbox):
        client.force_login(office.focal_point)
        office.action("2027-02-07")
        answer = client.post("/demo/reminders/", {"as_of": "2027-01-31"}, follow=True)
        assert "1 new reminder as of 31 January 2027" in answer.content.decode()
        [row] = ledger()
        assert row.scheduled_for == at("2027-01-31 08:00")

    @pytest.mark.parametrize("value", ["", "soon", "31.31.2027", "1815-06-18", "9999-12-31"])
    def test_the_form_says_what_is_wrong_with_a_date(self, client, office, mailbox, value):
        client.force_login(office.focal_point)
        answer = client.post("/demo/reminders/", {"as_of": value}, follow=True)
        assert answer.status_code == 200
        assert "fp-tone-danger" in answer.content.decode()
        assert ledger() == []

    def test_a_visitor_must_sign_in_to_run_it(self, client, mailbox):
        assert client.post("/demo/reminders/", {"as_of": "2027-01-31"})["Location"].startswith(
            "/accounts/login/"
        )

    def test_it_may_be_kept_to_one_state(self, office, mailbox):
        abroad = InstitutionFactory()
        person(Role.FOCAL_POINT, abroad)
        for place in (office.institution, abroad):
            office.action("2027-02-07", office=place)
        rehearse(as_of=noon(dt.date(2027, 1, 31), abroad.country), country=abroad.country)
        assert {row.country_id for row in ledger()} == {abroad.country_id}

    def test_noon_is_noon_in_the_capital(self):
        country = CountryFactory.build(time_zone="Pacific/Kiritimati")
        assert noon(dt.date(2027, 1, 31), country) == at("2027-01-30 22:00")


class TestCommand:
    @pytest.mark.parametrize("value", ["soon", "2027-13-01", "31/01/2027"])
    def test_it_says_what_is_wrong_with_a_date(self, value):
        with pytest.raises(CommandError, match="is no date"):
            call_command("run_reminders", f"--as-of={value}")

    @pytest.mark.django_db
    def test_it_says_when_there_is_no_such_state(self, mailbox):
        with pytest.raises(CommandError, match="no State with the code 'QQQ'"):
            call_command("run_reminders", "--as-of=2027-01-31", "--state=QQQ")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_sink_keeps_what_comes_in(launch: Launcher, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Mailbox(tmp_path / "mail")
    sink = launch.run("manage.py", "mail_sink", f"--port={port}", f"--dir={box.directory}")
    sink.wait_for("Mail to")
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.sendmail("a@example.org", ["b@example.org"], letter())
    wait_until(box.keys, "the message is kept")
    kept = box.get(box.keys()[0])
    assert kept is not None
    assert kept.recipient == "b@example.org"
