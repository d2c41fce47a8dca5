"""Answers to requests that htmx sends: notices, and events by which lists renew themselves."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django_htmx.http import trigger_client_event

TONES = {"success": "success", "warning": "warning", "error": "danger", "info": "info"}


def notify(response: HttpResponse, *notices: dict[str, Any], event: str = "") -> HttpResponse:
    """Let the browser show notices, and fire ``event`` where something else must renew itself."""
    if notices:
        shown = notices[0] if len(notices) == 1 else {"value": list(notices)}
        trigger_client_event(response, "toast", shown)
    if event:
        trigger_client_event(response, event)
    return response


def answer_of_messages(request: HttpRequest, event: str) -> HttpResponse:
    """An empty answer that says what the page would have said by its messages."""
    notices = [
        {"message": str(message), "tone": TONES.get(message.level_tag, "info")}
        for message in messages.get_messages(request)
    ]
    return notify(HttpResponse(status=204), *notices, event=event)
