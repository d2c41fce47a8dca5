"""Where a page keeps what is typed into it, and how a form takes up what was never saved."""

import json
import math
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from apps.assessments.independent.selectors import asked_of
from apps.assessments.independent_models import RatingRequest
from apps.assessments.models import Assessment
from apps.assessments.unsaved.forms import read_uuid
from apps.assessments.unsaved.kinds import Form
from apps.assessments.unsaved.selectors import (
    Label,
    Labels,
    Unsaved,
    others_writing,
    unsaved_of,
)
from apps.assessments.unsaved.services import Page, forget_text, keep_text
from apps.assessments.unsaved_models import MOST_BYTES, Part
from focalpoint.actors import Actor
from focalpoint.api.throttles import RateThrottle
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_WRITERS
from focalpoint.views import ScopedMixin

# Larger than any column of counts and versions may be.
TOO_LARGE = 2**31


class AutosaveThrottle(RateThrottle):
    """So many texts a minute; a page sends one every other second at most."""

    def identify(self, request: Any) -> tuple[str, str]:
        return "autosave", str(request.actor.user_id)


class FormMixin(ScopedMixin):
    """One form of an assessment that the actor may change, found by its address."""

    model: Any = Assessment
    kwargs: Any

    def form_of(self) -> Form | None:
        """The form that the address names; ``None`` where the actor sees none."""
        rows: QuerySet[Any] = self.get_queryset().filter(reference=self.kwargs["reference"])
        assessment = rows.select_related("framework").first()
        part = self.kwargs["part"]
        if assessment is None or part not in set(Part.values) - {Part.ASKED}:
            return None
        return Form(assessment, part, self.kwargs["code"])

    @cached_property
    def form(self) -> Form:
        found = self.form_of()
        if found is None:
            raise Http404
        if not allowed(self.actor, found.verb, found.whole):
            raise PermissionDenied
        return found


class AskedFormMixin(FormMixin):
    """The form of one factor about which the actor's institution is asked."""

    model = RatingRequest
    roles = GOVERNMENT_WRITERS

    def form_of(self) -> Form | None:
        asked = asked_of(self.actor).filter(pk=self.kwargs["pk"]).first()
        return None if asked is None else Form(asked, Part.ASKED, self.kwargs["code"])


class UnsavedTextView(FormMixin, View):
    """POST as JSON: keep a text, or ``{"forget": true}``; POST as a form: throw it away.

    JSON is answered with the revision that is kept: 200, or 409 where what is kept is newer.
    """

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form
        if request.content_type != "application/json":
            return self.thrown_away(form)
        throttle = AutosaveThrottle()
        if not throttle.allow_request(request, self):
            after = {"Retry-After": str(math.ceil(throttle.wait()))}
            return JsonResponse({"detail": _("Too many requests.")}, status=429, headers=after)
        if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
            return JsonResponse({"detail": _("This text is too long to be kept.")}, status=413)
        sent = _read(request.body)
        if sent is None:
            return JsonResponse({"detail": _("This is no text of a form.")}, status=400)
        try:
            return self.forgotten(sent) if sent.get("forget") else self.kept(sent)
        except ValidationError as error:
            return JsonResponse({"detail": " ".join(error.messages)}, status=422)

    def thrown_away(self, form: Form) -> HttpResponse:
        try:
            forget_text(actor=self.actor, form=form)
        except ValidationError as error:
            raise Http404 from error
        if not self.request.htmx:  # type: ignore[attr-defined]
            messages.success(self.request, _("Your unsaved text was thrown away."))
        return HttpResponseRedirect(form.page)

    def forgotten(self, sent: dict[str, Any]) -> HttpResponse:
        forget_text(actor=self.actor, form=self.form, writer=sent["writer"])
        return JsonResponse({})

    def kept(self, sent: dict[str, Any]) -> HttpResponse:
        kept = keep_text(
            actor=self.actor,
            form=self.form,
            values=sent["values"],
            version=sent["version"],
            page=Page(sent["writer"], sent["sequence"], sent["seen"]),
        )
        answer = {"revision": kept.revision, "own": kept.is_own}
        return JsonResponse(answer, status=200 if kept.is_kept else 409)


class AskedTextView(AskedFormMixin, UnsavedTextView):
    """The same for what an institution is asked."""


class OthersWritingView(FormMixin, View):
    """GET: who else writes in the form now; 204 where they are those whom the page has ``seen``."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form
        others = others_writing(self.actor, form, now=timezone.now())
        told = ";".join(f"{each.name}/{each.part}/{each.item}" for each in others)
        if request.GET.get("seen") == told:
            return HttpResponse(status=204)
        context = {"others": others, "told": told}
        return render(request, "assessments/includes/others.html", context)


class AskedOthersView(AskedFormMixin, OthersWritingView):
    """The same for what an institution is asked: colleagues of the same institution."""


class KeptForm:
    """One form on its page: it takes up an unsaved text, and forgets it.

    ``record`` is what the form changes, as it stands.
    """

    def __init__(self, actor: Actor, form: Form, record: Model) -> None:
        self.actor = actor
        self.form = form
        self.record = record

    def prepare(self, request: HttpRequest, shown: Any) -> Unsaved:
        """What the page needs; with ``?unsaved=1`` the form shows the unsaved text.

        A form that came back with problems holds the newest text itself.
        """
        page = shown.page if shown.is_bound else None
        record = None if shown.is_bound else self.record
        found = unsaved_of(
            self.actor,
            self.form,
            record,
            lambda: _labels(shown, self.form.fields),
            page=page,
        )
        if found.offer and "unsaved" in request.GET:
            shown.initial.update(found.offer.initial, taken_up=found.revision)
            found = replace(found, offer=None, taken_up=found.offer)
        shown.initial["writer"] = found.writer
        return found

    def saved(self, shown: Any) -> None:
        """The form was saved: its text is no unsaved one any more."""
        if shown.page is not None:
            revision = shown.revision
            forget_text(actor=self.actor, form=self.form, writer=shown.page, revision=revision)


def _labels(form: forms.BaseForm, names: frozenset[str]) -> Labels:
    """What each field is called, and its values in words."""
    return {
        name: Label(
            str(field.label),
            {str(value): str(words) for value, words in getattr(field, "choices", ())},
            isinstance(field, forms.MultipleChoiceField),
        )
        for name, field in form.fields.items()
        if name in names
    }


def _read(body: bytes) -> dict[str, Any] | None:
    """What a page sends, or ``None`` where it is anything else."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(sent, dict):
        return None
    sent["writer"] = read_uuid(sent.get("writer"))
    if sent["writer"] is None:
        return None
    if sent.get("forget") is True:
        return sent
    values = sent.get("values")
    whole = all(_is_count(sent.get(name)) for name in ("sequence", "seen", "version"))
    texts = isinstance(values, dict) and all(isinstance(text, str) for text in values.values())
    return sent if whole and texts else None


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < TOO_LARGE
