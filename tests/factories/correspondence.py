"""Mails that came in, and addresses that were renewed."""

import factory

from apps.correspondence.models import InboundMail, MailAddress
from tests.factories.base import RecordFactory
from tests.factories.countries import InstitutionFactory
from tests.factories.records import ActionFactory


class InboundMailFactory(RecordFactory[InboundMail]):
    """A mail of an unknown sender, held for the officials of a State."""

    class Meta:
        model = InboundMail

    class Params:
        institution = factory.SubFactory(InstitutionFactory)

    country = factory.LazyAttribute(lambda o: o.institution.country)
    recipient = factory.Sequence(lambda n: f"xaa-2026-{n:04d}.{'a' * 16}@mail.example.org")
    envelope_sender = "clerk@justice.example"
    file = factory.Sequence(lambda n: f"mail/2026/01/{n}.eml")
    sha256 = "0" * 64
    key = factory.Sequence(lambda n: f"{n:064d}")
    size = 2_000
    message_id = factory.Sequence(lambda n: f"<{n}@justice.example>")
    sender_address = "clerk@justice.example"
    sender_name = "A Clerk"
    subject = "The minister's reply"
    text = "The minister agrees."
    target = "action"
    status = "held"
    reason = "unknown_sender"


class MailAddressFactory(RecordFactory[MailAddress]):
    """The renewed address of an action."""

    class Meta:
        model = MailAddress

    action = factory.SubFactory(ActionFactory)
    country = factory.LazyAttribute(lambda o: o.action.country)
