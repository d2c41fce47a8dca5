"""Calendars: the secret address that programs read, and the pages on which people manage theirs."""

import hashlib
import math
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import http_date, parse_etags
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView, View

from apps.accounts.models import User
from apps.countries.models import Institution
from apps.reminders import feeds
from apps.reminders.icalendar_text import to_text
from apps.reminders.personal import CalendarFeed
from focalpoint.api.throttles import AnonymousThrottle, RateThrottle
from focalpoint.views import ActorRequiredMixin

TYPE = "text/calendar; charset=utf-8"


class FeedThrottle(RateThrottle):
    """Counts the reads of one calendar, whoever asks."""

    def __init__(self, secret: str) -> None:
        super().__init__()
        self.digest = feeds.digest_of(secret)

    def identify(self, request: Any) -> tuple[str, str]:
        return "calendar", self.digest


class CalendarFeedView(View):
    """The calendar at a secret address: 404 for one that opens nothing, 304 while nothing changes.

    No sign-in: who holds the address reads what its owner may see, without titles unless the owner
    chose them.
    """

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        # Guesses count for who guesses: each one counted for itself would be counted forever.
        throttle = FeedThrottle(secret) if feeds.is_known(secret) else AnonymousThrottle()
        if not throttle.allow_request(request, self):
            return _too_often(throttle)
        now = timezone.now()
        calendar = feeds.read_calendar(secret=secret, now=now)
        if calendar is None:
            raise Http404
        text = to_text(calendar)
        etag = f'"{hashlib.sha256(text).hexdigest()[:32]}"'
        known = parse_etags(request.headers.get("If-None-Match", ""))
        response: HttpResponse = HttpResponse(text, content_type=TYPE)
        if "*" in known or etag in {tag.removeprefix("W/") for tag in known}:
            response = HttpResponseNotModified()
        else:
            response["Content-Disposition"] = 'inline; filename="focalpoint.ics"'
        latest = max((entry.changed_at for entry in calendar.entries), default=None)
        if latest is not None:
            response["Last-Modified"] = http_date(latest.timestamp())
        response["ETag"] = etag
        response["Cache-Control"] = "private, no-cache"
        response["Referrer-Policy"] = "no-referrer"
        return response


def _too_often(throttle: RateThrottle) -> HttpResponse:
    response = HttpResponse(_now("Too many requests."), status=429, content_type="text/plain")
    response["Retry-After"] = str(math.ceil(throttle.wait()))
    return response


class CalendarForm(forms.Form):
    """What the calendar shows, and how."""

    institution = forms.ModelChoiceField(
        label=_("Whose deadlines"),
        queryset=Institution.objects.none(),
        required=False,
        empty_label=_("Mine"),
    )
    with_titles = forms.BooleanField(
        label=_("Show titles"),
        required=False,
        help_text=_(
            "Without them, an entry names the reference alone. Calendars are often kept by others,"
            " on servers of their own."
        ),
    )
    with_times = forms.BooleanField(
        label=_("Show the last hour instead of the whole day"),
        required=False,
        help_text=_("A deadline ends at midnight in the capital of its State."),
    )

    def __init__(self, *args: Any, institutions: QuerySet[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = institutions  # type: ignore[attr-defined]


class CalendarListView(ActorRequiredMixin, TemplateView):
    """My calendars, when each was read last, and how to end them."""

    template_name = "reminders/calendars.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        calendars = CalendarFeed.objects.visible_to(self.actor).select_related("institution")
        return super().get_context_data(title=_("Calendar"), calendars=calendars, **kwargs)


@method_decorator(never_cache, name="dispatch")
class CalendarCreateView(ActorRequiredMixin, FormView):  # type: ignore[type-arg]
    """Make a calendar; the answer shows its address, this once."""

    template_name = "generic/form.html"
    form_class = CalendarForm

    def get_form_kwargs(self) -> dict[str, Any]:
        institutions = Institution.objects.visible_to(self.actor).filter(pk__in=self.actor.offices)
        return {**super().get_form_kwargs(), "institutions": institutions}

    def form_valid(self, form: CalendarForm) -> HttpResponse:
        assert isinstance(self.request.user, User)
        try:
            feed, secret = feeds.create_feed(
                actor=self.actor, user=self.request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return _address_page(self, feed, secret)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{
                "title": _("New calendar"),
                "breadcrumbs": [(_("Calendar"), reverse("calendar-list"))],
                "intro": _(
                    "Your calendar program reads a secret address once an hour or so. Whoever has"
                    " the address reads the calendar: give it to nobody."
                ),
                "submit": _("Make the address"),
                "cancel_url": reverse("calendar-list"),
                **kwargs,
            }
        )


class _OwnCalendarView(ActorRequiredMixin, TemplateView):
    template_name = "generic/confirm.html"

    def calendar(self) -> CalendarFeed:
        feed: CalendarFeed = get_object_or_404(
            feeds.standing_feeds(self.actor).select_related("institution"), pk=self.kwargs["pk"]
        )
        return feed

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shared = {
            "cancel_url": reverse("calendar-list"),
            "breadcrumbs": [(_("Calendar"), reverse("calendar-list"))],
        }
        return super().get_context_data(**{**shared, **kwargs})


@method_decorator(never_cache, name="dispatch")
class CalendarRenewView(_OwnCalendarView):
    """Ask, then give a calendar another address; the answer shows it, this once."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            "title": _("New address"),
            "question": _now("Give “%(name)s” another address?") % {"name": self.calendar()},
            "text": _("Programs that read the old one get nothing from now on."),
            "confirm": _("New address"),
        }
        return super().get_context_data(**{**extra, **kwargs})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        feed = self.calendar()
        return _address_page(self, feed, feeds.renew_feed(actor=self.actor, feed=feed))


class CalendarRevokeView(_OwnCalendarView):
    """Ask, then end a calendar."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            "title": _("Revoke a calendar"),
            "question": _now("Revoke “%(name)s”?") % {"name": self.calendar()},
            "text": _(
                "Its address opens nothing from now on. What programs have read stays there."
            ),
            "confirm": _("Revoke"),
        }
        return super().get_context_data(**{**extra, **kwargs})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        feeds.revoke_feed(actor=self.actor, feed=self.calendar())
        messages.success(request, _("The calendar is revoked."))
        return redirect("calendar-list")


def _address_page(view: Any, feed: CalendarFeed, secret: str) -> HttpResponse:
    """The page that shows an address, which is never seen again."""
    address = feeds.feed_url(secret)
    context = view.get_context_data(
        calendar=feed,
        address=address,
        subscribe="webcal" + address[address.index(":") :],
        title=_("Your calendar’s address"),
    )
    response: HttpResponse = view.response_class(
        request=view.request, template="reminders/calendar_address.html", context=context
    )
    return response
