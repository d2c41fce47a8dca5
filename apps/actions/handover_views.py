"""Handing work over: who has left, the step itself, and the notes on screen and on paper."""

import uuid
from functools import cached_property
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import DetailView, FormView, TemplateView, View

from apps.accounts.models import User
from apps.actions.handover import hand_over, in_words
from apps.actions.handover_models import HandoverNote
from apps.actions.handover_selectors import (
    coming_deadlines,
    documents_of,
    holders,
    may_hand_over_for,
    open_work,
    successors,
)
from apps.actions.models import Action, Status
from apps.actions.record_exports import HANDOVER_NOTES
from apps.countries.models import Country
from focalpoint.exports.reading import Rows
from focalpoint.pdf import pdf_response, render_pdf
from focalpoint.roles import GOVERNMENT_READERS, GOVERNMENT_WRITERS, Role
from focalpoint.views import ActorRequiredMixin, ExportMixin, ScopedMixin

DOCUMENT = Path(__file__).resolve().parent / "documents" / "handover.typ"
# So many actions may go to others than the successor; a longer page would not be read.
CHOSEN_ONE_BY_ONE = 100
NOTES = 50
AS_THE_OTHERS, NOBODY = "", "nobody"


class HandsOverMixin(ActorRequiredMixin):
    """For the focal point's office, in its own State, and for ministries, in their own office."""

    roles = GOVERNMENT_WRITERS

    @property
    def state(self) -> Country:
        country = self.actor.country
        if country is None:
            raise PermissionDenied
        return country  # type: ignore[no-any-return]


class HandoverListView(ExportMixin, HandsOverMixin, TemplateView):
    """Whose work waits for other hands, and the notes of earlier handovers."""

    template_name = "actions/handover/list.html"
    export = HANDOVER_NOTES

    def export_rows(self) -> Rows:
        return self.notes()

    def notes(self) -> QuerySet[HandoverNote]:
        """Every note of the State that the actor may read, newest first."""
        rows: QuerySet[HandoverNote] = HandoverNote.objects.visible_to(self.actor)
        return rows.filter(country=self.state).order_by("-id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Handover"),
            subtitle=_("Whose open work needs other hands"),
            holders=holders(self.actor, self.state),
            notes=self.notes().select_related("predecessor", "author")[:NOTES],
            **kwargs,
        )


class HandoverForm(forms.Form):
    """The successor, and for each action whoever else takes it."""

    successor = forms.ChoiceField(
        label=gettext_lazy("Who takes the work over"),
        help_text=gettext_lazy("Single actions may go to others, below."),
    )
    remarks = forms.CharField(
        label=gettext_lazy("What the successor should know"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=20_000,
        required=False,
        help_text=gettext_lazy("Who was promised what, who knows more, what not to forget."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Kept in the history of every action."),
    )

    def __init__(
        self, *args: Any, candidates: list[User], actions: list[Action], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {str(person.pk): person for person in candidates}
        self.actions = actions
        names = [(key, str(person)) for key, person in self.candidates.items()]
        nobody = (NOBODY, _("nobody yet: the institution takes it up"))
        chosen: Any = self.fields["successor"]
        chosen.choices = [("", _("Choose …")), *names, nobody]
        for action in actions:
            label = _("Who takes %(reference)s") % {"reference": action.reference}
            choices = [(AS_THE_OTHERS, _("as the others")), *names, nobody]
            self.fields[self.name_of(action)] = forms.ChoiceField(
                label=label, choices=choices, required=False
            )

    @staticmethod
    def name_of(action: Action) -> str:
        return f"to-{action.pk}"

    @property
    def person(self) -> User | None:
        """The successor; ``None`` where the work stays with its institutions."""
        return self.candidates.get(self.cleaned_data["successor"])

    @property
    def exceptions(self) -> dict[uuid.UUID, User | None]:
        """The actions that go to somebody else than the others."""
        said = {action.pk: self.cleaned_data[self.name_of(action)] for action in self.actions}
        return {pk: self.candidates.get(to) for pk, to in said.items() if to != AS_THE_OTHERS}

    @property
    def rows(self) -> list[tuple[Action, Any]]:
        """Each action with its field."""
        return [(action, self[self.name_of(action)]) for action in self.actions]


class HandoverView(HandsOverMixin, FormView):  # type: ignore[type-arg]
    """One person's open work, given to others in one step."""

    template_name = "actions/handover/form.html"
    form_class = HandoverForm

    @cached_property
    def person(self) -> User:
        return get_object_or_404(User, pk=self.kwargs["user"])

    @cached_property
    def work(self) -> list[Action]:
        """What the person has; for this page, who never had a post here does not exist."""
        actions = list(open_work(self.actor, self.state, self.person))
        if not actions and not self.actor.is_system and not self.is_known:
            raise Http404
        return actions

    @property
    def is_known(self) -> bool:
        return may_hand_over_for(self.actor, self.state, self.person)

    def get_form_kwargs(self) -> dict[str, Any]:
        candidates = successors(self.actor, self.state).exclude(pk=self.person.pk).order_by("name")
        shown = self.work[:CHOSEN_ONE_BY_ONE]
        return {**super().get_form_kwargs(), "candidates": list(candidates), "actions": shown}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Hand over the work of %(person)s") % {"person": self.person},
            breadcrumbs=[(_("Handover"), reverse("handover-list"))],
            person=self.person,
            work=self.work,
            more=len(self.work) - CHOSEN_ONE_BY_ONE,
            deadlines=coming_deadlines(self.actor, self.state),
            documents=documents_of(self.actor, self.work),
            **kwargs,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            note = hand_over(
                actor=self.actor,
                country=self.state,
                predecessor=self.person,
                successor=form.person,
                exceptions=form.exceptions,
                remarks=form.cleaned_data["remarks"],
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
            return self.form_invalid(form)
        number = len(note.content["actions"])
        words = ngettext(
            "%(number)s action handed over.", "%(number)s actions handed over.", number
        )
        messages.success(self.request, words % {"number": number})
        return HttpResponseRedirect(note.get_absolute_url())


class NoteMixin(ScopedMixin):
    """One handover note, for whoever reads the records of its office or government."""

    model = HandoverNote
    roles = GOVERNMENT_READERS

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("predecessor", "author", "country", "office")


class HandoverNoteView(NoteMixin, DetailView):  # type: ignore[type-arg]
    """A note as a page."""

    template_name = "actions/handover/note.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_open_list = bool(GOVERNMENT_WRITERS & self.actor.roles)
        return super().get_context_data(
            title=str(self.object),
            country=self.object.country,
            breadcrumbs=[(_("Handover"), reverse("handover-list"))] if may_open_list else [],
            sections=[labelled(section) for section in sections_of(self.object)],
            **kwargs,
        )


class HandoverPdfView(NoteMixin, View):
    """A note on paper."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        note = get_object_or_404(self.get_queryset(), pk=pk)
        return pdf_response(render_pdf(DOCUMENT, document_of(note)), f"handover-{note.pk}")


def labelled(section: dict[str, Any]) -> dict[str, Any]:
    """A part of the note with the name of its column beside each value."""
    heads = section["heads"]
    return {**section, "rows": [list(zip(heads, row, strict=True)) for row in section["rows"]]}


def sections_of(note: HandoverNote) -> list[dict[str, Any]]:
    """The tables of a note, in the reader's language, with the relative widths of the columns."""
    content = note.content
    statuses = dict(Status.choices)
    roles = dict(Role.choices)
    nobody = _("nobody yet")
    return [
        {
            "title": _("Actions"),
            "heads": [_("Reference"), _("Title"), _("Due"), _("Status"), _("Now with")],
            "widths": [5, 12, 4, 4, 6],
            "rows": [
                [
                    row["reference"],
                    row["title"] or _("Only its own office sees it."),
                    in_words(row["due_on"]),
                    str(statuses.get(row["status"], row["status"])),
                    row["to"] or f"{nobody} ({row['institution']})",
                ]
                for row in content["actions"]
            ],
            "empty": _("There was no open action."),
        },
        {
            "title": _("Deadlines of the State in the coming three months"),
            "heads": [_("Due"), _("What"), _("Kind")],
            "widths": [3, 10, 5],
            "rows": [
                [in_words(row["due_on"]), row["title"], row["kind"]] for row in content["deadlines"]
            ],
            "empty": _("None besides those of actions."),
        },
        {
            "title": _("People"),
            "heads": [_("Name"), _("Role"), _("Institution"), _("E-mail")],
            "widths": [5, 6, 6, 7],
            "rows": [
                [row["name"], str(roles.get(row["role"], "")), row["institution"], row["email"]]
                for row in content["people"]
            ],
            "empty": _("Nobody else serves here."),
        },
        {
            "title": _("Documents"),
            "heads": [_("Effective on"), _("Title"), _("Action")],
            "widths": [3, 9, 4],
            "rows": [
                [in_words(row["effective_on"]), row["title"], row["reference"]]
                for row in content["documents"]
            ],
            "empty": _("No document hangs on these actions."),
        },
    ]


def document_of(note: HandoverNote) -> dict[str, Any]:
    """What the paper form of a note says, in the reader's language."""
    day = date_format(note.handed_over_on)
    hidden = note.content["hidden"]
    return {
        "title": str(note),
        "state": str(note.country),
        "training": str(_("Training: fictional State")) if note.country.is_training else "",
        "made": day,
        "facts": [
            [_("Handed over by"), str(note.predecessor)],
            [_("Handed over on"), day],
            [_("Written by"), str(note.author)],
            [_("Institution"), str(note.office)],
            *([[_("Not included"), hidden_words(hidden)]] if hidden else []),
        ],
        "remarks": note.remarks,
        "words": {"remarks": _("What the successor should know")},
        "sections": sections_of(note),
    }


def hidden_words(number: int) -> str:
    """What the note says of work that whoever wrote it could not see."""
    return ngettext(
        "%(number)s open action that another institution keeps to itself",
        "%(number)s open actions that other institutions keep to themselves",
        number,
    ) % {"number": number}
