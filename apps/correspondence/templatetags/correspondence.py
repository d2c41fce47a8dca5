"""Addresses for the pages of what they lead to."""

from typing import Any

from django import template

from apps.actions.models import Action
from apps.correspondence.selectors import mail_address_of, mail_address_of_state
from focalpoint.actors import ANONYMOUS

register = template.Library()


@register.simple_tag(takes_context=True)
def action_mail_address(context: template.Context, action: Action) -> str:
    """The address of an action; empty for those who may not write to it."""
    return mail_address_of(_actor(context), action)


@register.simple_tag(takes_context=True)
def state_mail_address(context: template.Context) -> str:
    """The address of the reader's own State; empty for those who write nothing there."""
    actor = _actor(context)
    return mail_address_of_state(actor, actor.country)


def _actor(context: template.Context) -> Any:
    return getattr(context.get("request"), "actor", ANONYMOUS)
