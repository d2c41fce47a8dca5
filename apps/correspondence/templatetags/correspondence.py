"""Addresses for the pages of what they lead to."""

import shlex
from typing import Any

from django import template
from django.conf import settings

from apps.correspondence.selectors import mail_address_of_state
from focalpoint.actors import ANONYMOUS

register = template.Library()


@register.simple_tag(takes_context=True)
def state_mail_address(context: template.Context) -> str:
    """The address of the reader's own State; empty for those who write nothing there."""
    actor = _actor(context)
    return mail_address_of_state(actor, actor.country)


@register.simple_tag
def mail_server() -> str:
    """Where this installation takes mail."""
    return f"{settings.MAIL_IN_PROTOCOL}://{settings.MAIL_IN_HOST}:{settings.MAIL_IN_PORT}"


@register.simple_tag(takes_context=True)
def mail_sample(context: template.Context, address: str) -> str:
    """A command that sends a mail of the reader to ``address``, for the demo."""
    sender = getattr(getattr(context.get("request"), "user", None), "email", "")
    lines = (
        f"From: {sender}",
        f"To: {address}",
        "Subject: Call the ministry by Friday !high",
        "",
        "As agreed in the meeting.",
    )
    # Each argument of printf is a line.
    text = " ".join(shlex.quote(line) for line in lines)
    envelope = f"--mail-from {shlex.quote(sender)} --mail-rcpt {address} --upload-file -"
    return f"printf '%s\\n' {text} | curl --url {mail_server()} {envelope}"


def _actor(context: template.Context) -> Any:
    return getattr(context.get("request"), "actor", ANONYMOUS)
