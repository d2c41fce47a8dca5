"""Mails about accounts wait in the database; all mail keeps the pace that the installation sets."""

import datetime as dt
import time

import pytest
from django.core import mail
from django.utils import timezone

from apps.accounts import outbox, pace
from apps.accounts.outgoing_models import MailPace, OutgoingMail
from apps.accounts.tasks import send_account_mail_task, send_waiting_mails_task

pytestmark = pytest.mark.django_db

MAIL = ("Reset your password", "https://example.org/secret", "", "amina@example.org")


class TestOutbox:
    def test_a_mail_is_sent_once_and_gone(self):
        waiting = outbox.write_mail(*MAIL)
        send_account_mail_task(str(waiting.pk))
        send_account_mail_task(str(waiting.pk))
        [message] = mail.outbox
        assert (message.subject, message.body, message.to) == (MAIL[0], MAIL[1], [MAIL[3]])
        assert not OutgoingMail.objects.exists()

    def test_nobody_reads_it_in_the_database(self):
        waiting = outbox.write_mail(*MAIL)
        assert "secret" not in waiting.content
        assert "amina" not in waiting.content

    def test_what_a_server_refuses_waits(self, monkeypatch):
        def refuse(*_args):
            raise ConnectionRefusedError

        waiting = outbox.write_mail(*MAIL)
        monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
        with pytest.raises(ConnectionRefusedError):
            outbox.deliver_outgoing(waiting.pk)
        now = timezone.now()
        assert outbox.mails_waiting(now=now) == []
        assert outbox.mails_waiting(now=now + dt.timedelta(minutes=2)) == [waiting.pk]
        waiting.refresh_from_db()
        assert waiting.attempts == 1

    def test_what_the_broker_forgot_is_sent_by_the_sweep(self, monkeypatch):
        waiting = outbox.write_mail(*MAIL)
        woken = []
        monkeypatch.setattr(
            send_account_mail_task, "apply_async", lambda args, **_o: woken.append(args)
        )
        send_waiting_mails_task()
        assert woken == []
        OutgoingMail.objects.update(next_attempt_at=timezone.now())
        send_waiting_mails_task()
        assert woken == [(str(waiting.pk),)]

    def test_after_hours_it_is_given_up(self):
        outbox.write_mail(*MAIL)
        assert outbox.mails_waiting(now=timezone.now() + dt.timedelta(hours=6)) == []
        assert not OutgoingMail.objects.exists()


class TestPace:
    def test_without_a_limit_nothing_is_asked(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert all(pace.Pace().allows() for _ in range(100))
            assert pace.seconds_to_wait() == 0

    def test_a_share_is_what_may_leave_in_a_second(self, settings, django_assert_num_queries):
        settings.MAIL_PER_MINUTE = 600
        sender = pace.Pace()
        with django_assert_num_queries(1):
            assert all(sender.allows() for _ in range(10))
        assert not sender.allows()
        assert 0.5 < pace.seconds_to_wait() <= 1

    def test_all_senders_share_it(self, settings):
        settings.MAIL_PER_MINUTE = 60
        assert pace.Pace().allows()
        assert not pace.Pace().allows()

    def test_a_slow_pace_spreads_single_messages(self, settings):
        settings.MAIL_PER_MINUTE = 6
        sender = pace.Pace()
        assert sender.allows()
        assert not sender.allows()
        assert 9 < pace.seconds_to_wait() <= 10

    @pytest.mark.slow
    def test_the_next_share_comes_when_its_time_has_come(self, settings):
        settings.MAIL_PER_MINUTE = 1200
        sender = pace.Pace()
        started = time.monotonic()
        sent = 0
        while sent < 60:
            sent += sender.allows()
        assert 1.9 < time.monotonic() - started < 10

    def test_what_somebody_waits_for_leaves_at_once_and_counts(self, settings):
        settings.MAIL_PER_MINUTE = 60
        assert pace.Pace().allows()
        outbox.deliver_outgoing(outbox.write_mail(*MAIL).pk)
        assert len(mail.outbox) == 1
        assert 1 < pace.seconds_to_wait() <= 2
        assert MailPace.objects.count() == 1
