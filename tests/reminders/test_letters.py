"""What the message says, and how."""

import datetime as dt
from email import message_from_bytes
from email.policy import default

import pytest
from django.utils import translation

from apps.accounts.models import User
from apps.reminders import letters
from apps.reminders.letters import language_of
from tests.factories import (
    ActionFactory,
    CountryFactory,
    InstitutionFactory,
    MembershipFactory,
)
from tests.reminders.conftest import at, change, digests, ledger, run

pytestmark = pytest.mark.django_db

EIGHT = at("2026-06-23 08:00")


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://focalpoint.example/"


def html_of(message):
    [(content, kind)] = message.alternatives
    assert kind == "text/html"
    return content


def test_each_line_says_state_what_when_and_where_to_click(office, mailoutbox):
    action = office.action("2026-06-30", title="Answer the ministry")
    run(EIGHT)
    [message] = mailoutbox
    for text in (message.body, html_of(message)):
        assert office.institution.country.name in text
        assert action.reference in text
        assert "Answer the ministry" in text
        assert "in 7 days" in text
        assert "30 June 2026" in text
        assert f"https://focalpoint.example/actions/{action.reference}/" in text


def test_training_states_are_marked(office, mailoutbox):
    office.action("2026-06-30")
    run(EIGHT)
    [message] = mailoutbox
    assert message.subject == "[Training] FocalPoint: 1 due soon"
    assert "(training State)" in message.body
    assert "(training State)" in html_of(message)


def test_real_states_are_not(office, mailoutbox):
    change(office.institution.country, kind="member", code="0AA")
    office.action("2026-06-30")
    run(EIGHT)
    [message] = mailoutbox
    assert message.subject == "FocalPoint: 1 due soon"
    assert "(training State)" not in message.body
    assert "fictional" not in message.body


def test_what_is_overdue_comes_first(office, mailoutbox):
    office.action("2026-06-30", title="Later")
    office.action("2026-06-23", title="Now")
    office.action("2026-06-16", title="Late")
    office.action("2026-06-02", title="Very late")
    run(EIGHT)
    [message] = mailoutbox
    assert message.subject.endswith("2 overdue, 1 due today, 1 due soon")
    said = ["OVERDUE", "Very late", "Late\n", "DUE TODAY", "Now", "DUE SOON", "Later"]
    places = [message.body.index(text) for text in said]
    assert places == sorted(places)
    assert "7 days overdue" in message.body


def test_what_a_large_import_brings_is_told_in_numbers(office, mailoutbox, monkeypatch):
    monkeypatch.setattr(letters, "MOST", 2)
    for n in range(4):
        office.action("2026-06-23", title=f"Import {n}")
    office.action("2026-06-30")
    run(EIGHT)
    [message] = mailoutbox
    assert message.subject.endswith("4 due today, 1 due soon")
    for text in (message.body, html_of(message)):
        assert text.count("Import") == 2
        assert text.count("2 more stand among your reminders.") == 1
        assert "https://focalpoint.example/reminders/" in text
    # All of them have been told of.
    assert len(ledger(state="sent")) == 5


def test_the_distance_is_counted_in_the_capital_of_the_state(mailoutbox):
    kiribati = InstitutionFactory(country=CountryFactory(time_zone="Pacific/Kiritimati"))
    membership = MembershipFactory(
        role="focal_point", institution=kiribati, user__time_zone="Pacific/Pago_Pago"
    )
    ActionFactory(
        office=membership.institution,
        due_on=dt.date(2026, 6, 30),
        due_set_at=at("2026-06-01 00:00"),
    )
    run(at("2026-06-30 08:00", "Pacific/Pago_Pago"))
    assert "1 day overdue" in mailoutbox[0].body


class TestLanguage:
    @pytest.mark.parametrize(
        ("language", "date"),
        [("en", "30 June 2026"), ("fr", "30 juin 2026"), ("es", "30 de junio de 2026")],
    )
    def test_it_is_the_recipients(self, office, mailoutbox, language, date):
        change(office.focal_point, language=language)
        office.action("2026-06-30")
        run(EIGHT)
        [message] = mailoutbox
        assert date in message.body
        assert date in html_of(message)
        assert f'lang="{language}"' in html_of(message)
        assert message.extra_headers["Content-Language"] == language

    def test_arabic_is_written_from_right_to_left(self, office, mailoutbox):
        change(office.focal_point, language="ar")
        office.action("2026-06-30")
        run(EIGHT)
        assert 'dir="rtl"' in html_of(mailoutbox[0])

    def test_each_of_two_recipients_reads_their_own(self, office, mailoutbox):
        office.officer("deputy", language="fr")
        office.action("2026-06-30")
        run(EIGHT)
        assert {m.extra_headers["Content-Language"] for m in mailoutbox} == {"en", "fr"}

    def test_the_workers_own_language_is_left_as_it_was(self, office, mailoutbox):
        change(office.focal_point, language="fr")
        office.action("2026-06-30")
        with translation.override("es"):
            run(EIGHT)
            assert translation.get_language() == "es"

    @pytest.mark.parametrize("language", ["xx", "", "../../etc", "fr-CA"])
    def test_one_that_the_product_lacks_falls_back(self, language):
        assert language_of(User(language=language)) in {"en", "fr"}


class TestHeaders:
    def test_a_repeat_is_known_by_its_message_id(self, office, mailoutbox):
        office.action("2026-06-30")
        run(EIGHT)
        [digest] = digests()
        change(digest, state="pending")
        change(ledger()[0], state="pending")
        run(EIGHT)
        first, second = (m.extra_headers["Message-ID"] for m in mailoutbox)
        assert first == second
        assert str(digest.pk) in first

    def test_a_message_that_says_more_is_another_message(self, office, mailoutbox):
        office.action("2026-06-30")
        run(EIGHT)
        [digest] = digests()
        change(digest, state="pending")
        office.action("2026-06-30")
        change(ledger()[0], state="pending")
        run(EIGHT)
        assert len({m.extra_headers["Message-ID"] for m in mailoutbox}) == 2

    def test_machines_are_told_not_to_answer(self, office, mailoutbox):
        office.action("2026-06-30")
        run(EIGHT)
        headers = mailoutbox[0].message()
        assert headers["Auto-Submitted"] == "auto-generated"
        assert headers["List-Id"] == "FocalPoint reminders <reminders.focalpoint.example>"

    def test_a_name_of_any_kind_is_safe_in_an_address(self, office, mailoutbox):
        change(office.focal_point, name='Ama "A." Owusu,\nBcc: x@example.org')
        office.action("2026-06-30")
        run(EIGHT)
        raw = mailoutbox[0].message().as_bytes()
        parsed = message_from_bytes(raw, policy=default)
        assert [a.addr_spec for a in parsed["To"].addresses] == [office.focal_point.email]
        assert parsed["Bcc"] is None

    def test_markup_in_a_title_stays_text(self, office, mailoutbox):
        office.action("2026-06-30", title="<script>alert(1)</script> & more")
        run(EIGHT)
        [message] = mailoutbox
        assert "<script>alert(1)</script> & more" in message.body
        assert "<script>" not in html_of(message)
