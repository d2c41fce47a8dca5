"""The inbox: what I am told, what I do with it, and how much of it I have not read."""

import datetime as dt
import hashlib
import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import condition
from django.views.generic import TemplateView, View

from apps.reminders import inbox, marking, selectors
from apps.reminders.exports import REMINDERS
from apps.reminders.inbox import Box, Item, ItemKey, Wanted, reader_of
from apps.reminders.views import RemindersMixin
from focalpoint.actors import Actor
from focalpoint.errors import IllegalTransitionError
from focalpoint.exports.reading import Rows
from focalpoint.notices import notice_kinds
from focalpoint.views import ActorRequiredMixin, ExportMixin

MONDAY = 0


def wanted_in(parameters: Any) -> Wanted:
    """What a query string asks for; what it says wrongly asks for nothing."""
    box = parameters.get("box", "")
    kind = parameters.get("kind", "")
    return Wanted(
        box=Box(box) if box in set(Box) else Box.INBOX,
        kind=kind if kind == inbox.DEADLINES or kind in notice_kinds() else "",
        unread=parameters.get("unread") == "1",
    )


class InboxView(ExportMixin, RemindersMixin, TemplateView):
    """Reminders and notices as one list, newest first; the filters are in the address.

    What can be exported are the reminders of the list.
    """

    template_name = "reminders/inbox.html"
    export = REMINDERS

    def export_rows(self) -> Rows | None:
        wanted = wanted_in(self.request.GET)
        rows = inbox.reminders_in(reader_of(self.actor), wanted.box)
        if wanted.kind not in ("", inbox.DEADLINES):
            rows = rows.none()
        if wanted.unread:
            rows = rows.filter(read_at=None)
        return rows.order_by("-scheduled_for", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reader = reader_of(self.actor)
        wanted = wanted_in(self.request.GET)
        try:
            found = inbox.page(reader, wanted, cursor=self.request.GET.get("after", ""))
        except ValueError:
            found = inbox.page(reader, wanted)
        extra = {
            "title": _("Inbox"),
            "wanted": wanted,
            "boxes": _boxes(wanted),
            "kinds": _kinds(),
            "rows": [(item, _snoozes(item, reader.today)) for item in found.items],
            "older": _address(wanted, after=found.older) if found.older else "",
            "is_first": "after" not in self.request.GET,
            "first": _address(wanted),
            "unread": inbox.unread_count(reader),
            "outgoing": selectors.coming(self.actor, now=reader.now),
        }
        return super().get_context_data(**{**extra, **kwargs})


class InboxMarkView(ActorRequiredMixin, View):
    """POST ``verb`` with ``item`` (any number, such as ``notice:…``) or ``all``.

    Verbs: ``read``, ``unread``, ``done`` (finish it), ``away``, ``back``, ``snooze`` (with
    ``until``). Answers with the list as it then is, or for scripts that only mark, with nothing.
    """

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest) -> HttpResponse:
        items = None if "all" in request.POST else _keys(request.POST.getlist("item"))
        said = ""
        try:
            said = self.do(request.POST.get("verb", ""), items)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except IllegalTransitionError:
            messages.error(request, _("This status cannot follow the present one."))
        except PermissionDenied as error:
            messages.error(request, str(error) or _("You cannot do this."))
        if "quiet" in request.POST:
            return HttpResponse(status=204)
        if said:
            messages.success(request, said)
        return HttpResponseRedirect(_address(wanted_in(request.POST)))

    def do(self, verb: str, items: list[ItemKey] | None) -> str:
        """Do what was asked and say so."""
        reader = reader_of(self.actor)
        if verb in ("read", "unread"):
            number = marking.mark(reader=reader, items=items, read=verb == "read")
            return _marked(number, verb) if items is None else ""
        single = {
            "done": (marking.finish, _("Finished.")),
            "away": (marking.put_away, _("Put away.")),
            "back": (marking.bring_back, _("Back in your inbox.")),
        }
        for item in items or ():
            if verb == "snooze":
                until = _day(self.request.POST.get("until", ""))
                marking.put_off(reader=reader, item=item, until=until)
                return _("Snoozed.")
            if verb in single:
                service, said = single[verb]
                service(reader=reader, item=item)
                return str(said)
        return ""


def _etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
    """Worked out with the count itself, which the view then only writes down."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    number = inbox.unread_count(reader_of(actor)) if actor.is_authenticated else 0
    request.unread = number  # type: ignore[attr-defined]
    language = getattr(request, "LANGUAGE_CODE", "")
    text = f"{actor.user_id} {number} {language}"
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'


@method_decorator(condition(etag_func=_etag), "get")
class UnreadCountView(ActorRequiredMixin, View):
    """How many items I have not read, for the counter in the header; 304 while it is the same."""

    http_method_names = ("get", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        number: int = request.unread  # type: ignore[attr-defined]
        many = number >= inbox.MOST_COUNTED
        shown = f"{inbox.MOST_COUNTED - 1}+" if many else str(number)
        label = ngettext("Inbox: %(n)s unread", "Inbox: %(n)s unread", number) % {"n": shown}
        response = JsonResponse({"unread": number, "shown": shown, "label": label})
        response["Cache-Control"] = "private, no-cache"
        return response


def _marked(number: int, verb: str) -> str:
    if verb == "read":
        return ngettext("%(n)d item read.", "%(n)d items read.", number) % {"n": number}
    return ngettext("%(n)d item unread.", "%(n)d items unread.", number) % {"n": number}


def _boxes(wanted: Wanted) -> list[dict[str, Any]]:
    labels = {
        Box.INBOX: (_("To look at"), "inbox"),
        Box.SNOOZED: (_("Snoozed"), "clock-pause"),
        Box.DONE: (_("Done"), "archive"),
    }
    return [
        {
            "label": label,
            "icon": icon,
            "url": _address(Wanted(box=box, kind=wanted.kind)),
            "active": box == wanted.box,
        }
        for box, (label, icon) in labels.items()
    ]


def _kinds() -> list[tuple[str, str]]:
    found = [(kind.kind, str(kind.label)) for kind in notice_kinds().values()]
    return [(inbox.DEADLINES, _("Deadlines")), *sorted(found, key=lambda pair: pair[1])]


def _snoozes(item: Item, today: dt.date) -> list[tuple[dt.date, str]]:
    """The days to which an item may be put off with one click; none beyond its deadline."""
    if item.is_done:
        return []
    monday = today + dt.timedelta(days=(MONDAY - today.weekday()) % 7 or 7)
    days = {
        today + dt.timedelta(days=1): _("Tomorrow"),
        today + dt.timedelta(days=3): _("In three days"),
        today + dt.timedelta(days=14): _("In two weeks"),
    }
    days.setdefault(monday, _("Next Monday"))
    if item.due_on and item.due_on > today:
        days = {day: label for day, label in days.items() if day < item.due_on}
        days[item.due_on] = _("On the day")
    return sorted(days.items())


def _address(wanted: Wanted, *, after: str = "") -> str:
    asked = {
        "box": "" if wanted.box == Box.INBOX else wanted.box.value,
        "kind": wanted.kind,
        "unread": "1" if wanted.unread else "",
        "after": after,
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('reminder-list')}?{query}" if query else reverse("reminder-list")


def _keys(values: list[str]) -> list[ItemKey]:
    """Those of ``values`` that name items; what is none marks nothing."""
    found = []
    for value in values:
        source, _colon, pk = value.partition(":")
        try:
            key = uuid.UUID(pk)
        except ValueError:
            continue
        if source in (inbox.REMINDER, inbox.NOTICE):
            found.append((source, key))
    return found


def _day(text: str) -> dt.date:
    """A date that a form sent; ``ValidationError`` for anything else."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise ValidationError({"until": _("Choose a day.")})
    return day
