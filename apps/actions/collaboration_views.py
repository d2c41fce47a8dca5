"""Pages and parts of pages for what people share about an action."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from apps.actions import checklists, dependencies, discussion, suggestions
from apps.actions.collaboration import (
    ActionComment,
    ActionDependency,
    ActionWatcher,
    ChecklistItem,
)
from apps.actions.collaboration_forms import (
    BlockerForm,
    ChecklistForm,
    CommentForm,
    WatcherForm,
)
from apps.actions.models import Action
from apps.actions.pages import ActionMixin, PartView, trail
from apps.actions.part_contexts import (
    checklist_context,
    comments_context,
    talk_context,
    ties_context,
    watch_context,
)
from apps.actions.parts import with_parts
from focalpoint.errors import StaleVersionError
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_WRITERS


def add_errors(form: Any, error: ValidationError) -> None:
    """Put a service's complaint on the only field of a form."""
    name = next(iter(form.fields))
    for problem in error.messages:
        form.add_error(name, problem)


class CommentView(PartView):
    """Say a word to colleagues; what cannot be saved is shown again as it was typed."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = self.get_object()
        form = CommentForm(request.POST)
        if form.is_valid():
            try:
                text = form.cleaned_data["text"]
                discussion.comment_on_action(actor=self.actor, action=action, text=text)
                form = CommentForm()
            except ValidationError as error:
                add_errors(form, error)
        if form.errors and not request.htmx:  # type: ignore[attr-defined]
            return comment_page(request, action, form)
        context = {**comments_context(action, self.actor), **talk_context(action, "comments")}
        return self.answer(action, "comments", {**context, "comment_form": form})


class CommentEditView(PartView):
    """Correct one's own comment, in its place or on a page of its own."""

    http_method_names = ("get", "head", "post", "options")

    def comment(self, action: Action) -> ActionComment:
        rows = ActionComment.objects.visible_to(self.actor).filter(action=action)
        comment: ActionComment = get_object_or_404(rows, pk=self.kwargs["comment"])
        if not allowed(self.actor, "change", comment):
            raise PermissionDenied
        return comment

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = self.get_object()
        comment = self.comment(action)
        form = CommentForm(initial={"text": comment.text, "version": comment.version})
        return self.form(action, comment, form)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = self.get_object()
        comment = self.comment(action)
        form = CommentForm(request.POST)
        if form.is_valid():
            try:
                discussion.edit_comment(
                    actor=self.actor,
                    comment=comment,
                    text=form.cleaned_data["text"],
                    version=form.cleaned_data["version"] or 0,
                )
            except ValidationError as error:
                add_errors(form, error)
            except StaleVersionError as stale:
                return self.conflict(action, stale.current, request)
            else:
                context = comments_context(action, self.actor)
                return self.answer(
                    action, "comments", {**context, **talk_context(action, "comments")}
                )
        return self.form(action, comment, form)

    def conflict(self, action: Action, current: Any, request: HttpRequest) -> HttpResponse:
        """Both texts stand side by side; saving once more settles it."""
        form = CommentForm({"text": request.POST["text"], "version": current.version})
        form.add_error(
            "text",
            _("You saved other words in another window: “%(text)s”. Save again to replace them.")
            % {"text": current.text},
        )
        return self.form(action, current, form, status=409)

    def form(
        self, action: Action, comment: ActionComment, form: CommentForm, *, status: int = 0
    ) -> HttpResponse:
        request = self.request
        status = status or (422 if form.errors else 200)
        context = {"object": action, "comment": comment, "comment_form": form}
        if request.htmx:  # type: ignore[attr-defined]
            template = "actions/includes/comment_form.html"
            return render(request, template, context, status=status)
        return comment_page(request, action, form, comment=comment, status=status)


def comment_page(
    request: HttpRequest,
    action: Action,
    form: CommentForm,
    *,
    comment: ActionComment | None = None,
    status: int = 422,
) -> HttpResponse:
    """The form alone, for browsers without scripts."""
    context = {
        "object": action,
        "comment": comment,
        "comment_form": form,
        "title": _("Edit your comment") if comment else _("Comment"),
        "breadcrumbs": trail(action),
        "country": action.country,
    }
    return render(request, "actions/comment.html", context, status=status)


class ChecklistView(PartView):
    """Add an item to the checklist."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = self.get_object()
        form = ChecklistForm(request.POST)
        if form.is_valid():
            try:
                text = form.cleaned_data["text"]
                checklists.add_checklist_item(actor=self.actor, action=action, text=text)
                form = ChecklistForm()
            except ValidationError as error:
                add_errors(form, error)
        context = {**checklist_context(action, self.actor), "checklist_form": form}
        return self.answer(action, "checklist", context)


class ChecklistItemView(PartView):
    """POST ``do``: tick, untick, up, down or remove an item; anything else changes nothing."""

    def post(self, request: HttpRequest, item: UUID, **kwargs: Any) -> HttpResponse:
        action = self.get_object()
        rows = ChecklistItem.objects.visible_to(self.actor).filter(action=action)
        found: ChecklistItem = get_object_or_404(rows, pk=item)
        if not allowed(self.actor, "change", found):
            raise PermissionDenied
        said = self.change(found, request.POST.get("do", ""))
        context = checklist_context(action, self.actor)
        removed = request.POST.get("do") == "remove"
        return self.answer(action, "checklist", {**context, "said": said, "removed": removed})

    def change(self, item: ChecklistItem, what: str) -> str:
        """Do it, and say what was done."""
        facts = {"item": item.text}
        if what in ("tick", "untick"):
            done = what == "tick"
            checklists.tick_checklist_item(actor=self.actor, item=item, done=done)
            return _("Done: %(item)s") % facts if done else _("Open again: %(item)s") % facts
        if what in ("up", "down"):
            to = item.position + (1 if what == "down" else -1)
            moved = checklists.move_checklist_item(actor=self.actor, item=item, to=to)
            return _("%(item)s is now number %(place)d.") % {**facts, "place": moved.position}
        if what == "remove":
            checklists.remove_checklist_item(actor=self.actor, item=item)
            return _("Removed: %(item)s") % facts
        return ""


class BlockView(PartView):
    """Say that the action waits for another one."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = self.get_object()
        if not allowed(self.actor, "create", ActionDependency(action=action)):
            raise PermissionDenied
        form = BlockerForm(request.POST, action=action, actor=self.actor)
        if form.is_valid():
            try:
                dependencies.block_action(
                    actor=self.actor, action=action, blocked_by=form.cleaned_data["blocked_by"]
                )
                form = BlockerForm(action=action, actor=self.actor)
            except ValidationError as error:
                add_errors(form, error)
        context = {**ties_context(action, self.actor), "blocker_form": form}
        return self.answer(action, "ties", context)


class UnblockView(PartView):
    """Say that it waits no more."""

    def post(self, request: HttpRequest, dependency: UUID, **kwargs: Any) -> HttpResponse:
        action = self.get_object()
        rows = ActionDependency.objects.visible_to(self.actor).filter(action=action)
        dependencies.unblock_action(
            actor=self.actor, dependency=get_object_or_404(rows, pk=dependency)
        )
        return self.answer(action, "ties", ties_context(action, self.actor))


class WatchView(PartView):
    """POST ``watch``: on or off for oneself; ``person`` lets a colleague be told too."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = self.get_object()
        form = WatcherForm(request.POST if "person" in request.POST else None)
        try:
            if "person" in request.POST and form.is_valid():
                person = suggestions.reader_called(form.cleaned_data["person"], action)
                discussion.watch_action(actor=self.actor, action=action, user=person)
                form = WatcherForm()
            elif request.POST.get("watch") == "on":
                discussion.watch_action(actor=self.actor, action=action)
            elif request.POST.get("watch") == "off":
                self.stop(action, str(self.actor.user_id))
            elif "stop" in request.POST:
                self.stop(action, request.POST["stop"])
        except ValidationError as error:
            add_errors(form, error)
        counted = with_parts(self.get_queryset(), self.actor).get(pk=action.pk)
        context = watch_context(counted, self.actor)
        if context["watcher_form"]:
            context |= {"watcher_form": form, "chosen": "watch" not in request.POST}
        return self.answer(counted, "watch", context)

    def stop(self, action: Action, user: str) -> None:
        rows = ActionWatcher.objects.visible_to(self.actor).filter(action=action)
        watcher = next((row for row in rows if str(row.user_id) == user), None)
        if watcher is not None:
            discussion.unwatch_action(actor=self.actor, watcher=watcher)


class _SuggestionsView(ActionMixin, SingleObjectMixin, View):  # type: ignore[type-arg]
    """What fits the letters ``q`` that somebody has typed, as a list of choices."""

    roles = GOVERNMENT_WRITERS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = self.found(self.get_object(), request.GET.get("q", "")[:100])
        response = JsonResponse({"results": [vars(choice) for choice in found]})
        response["Cache-Control"] = "private, no-store"
        return response

    def found(self, action: Action, typed: str) -> list[suggestions.Choice]:
        raise NotImplementedError


class PeopleView(_SuggestionsView):
    """The people who may be called in a comment."""

    def found(self, action: Action, typed: str) -> list[suggestions.Choice]:
        return suggestions.people_like(typed, action)


class BlockerChoicesView(_SuggestionsView):
    """The actions that this one may wait for."""

    def found(self, action: Action, typed: str) -> list[suggestions.Choice]:
        return suggestions.actions_like(typed, action, self.actor)
