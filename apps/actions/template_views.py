"""Pages of templates: choose one, see its dates, alter them, start it; keep one's own."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from apps.actions import selectors
from apps.actions import templates as services
from apps.actions.blueprints import Blueprint, provided
from apps.actions.models import Action
from apps.actions.template_forms import AnchorForm, KeepForm, StartForm, TemplateForm
from apps.actions.template_models import ActionTemplate, TemplateRow
from apps.engagement.selectors import next_review
from focalpoint.errors import StaleVersionError
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_WRITERS
from focalpoint.views import ActorRequiredMixin

# So many actions are offered to be kept as a template.
OFFERED = 60


class _TemplateView(ActorRequiredMixin, View):
    """Pages for those who write actions of a State."""

    roles = GOVERNMENT_WRITERS
    http_method_names: Any = ("get", "head", "post", "options")

    @property
    def country(self) -> Any:
        if self.actor.country is None:
            raise PermissionDenied
        return self.actor.country

    def page(
        self, template: str, context: dict[str, Any], *, status: int = 200, below: bool = True
    ) -> HttpResponse:
        crumbs = [(_("Actions"), reverse("action-list"))]
        if below:
            crumbs.append((_("Templates"), reverse("template-list")))
        frame = {
            "country": self.country,
            "breadcrumbs": crumbs,
            "cancel_url": reverse("template-list"),
        }
        return render(self.request, template, {**frame, **context}, status=status)

    def own(self, key: str) -> ActionTemplate:
        """A template of the State by its key; 404 for any other."""
        try:
            pk = uuid.UUID(key)
        except ValueError:
            raise Http404 from None
        rows = ActionTemplate.objects.visible_to(self.actor).filter(country=self.country, pk=pk)
        found: ActionTemplate | None = rows.prefetch_related("rows").first()
        if found is None:
            raise Http404
        return found

    def changeable(self, key: str) -> ActionTemplate:
        """The same, for those who may change it."""
        template = self.own(key)
        if not allowed(self.actor, "change", template):
            raise PermissionDenied
        return template


class TemplateListView(_TemplateView):
    """The templates of the project, by step and event, and those of the State."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = ActionTemplate.objects.visible_to(self.actor).filter(country=self.country)
        own = [template.blueprint for template in rows.prefetch_related("rows")]
        steps = [b for b in provided().values() if b.key.startswith("step-")]
        events = [b for b in provided().values() if b not in steps]
        context = {
            "title": _("Templates"),
            "subtitle": _("Sets of actions that are started together."),
            "groups": [
                (_("Our own"), "own", own),
                (_("The seven steps"), "steps", steps),
                (_("Events"), "events", events),
            ],
            "page_actions": [
                {"label": _("Keep actions"), "url": reverse("template-keep"), "icon": "plus"}
            ],
        }
        return self.page("actions/templates/list.html", context, below=False)


class TemplateStartView(_TemplateView):
    """The dates and people of a template for an anchor, to be altered; POST makes the actions."""

    def get(self, request: HttpRequest, key: str, **kwargs: Any) -> HttpResponse:
        blueprint = self.blueprint(key)
        anchor = AnchorForm(request.GET or None, blueprint=blueprint)
        if not anchor.is_bound:
            anchor = AnchorForm(initial={"anchor": self.usual(blueprint)}, blueprint=blueprint)
            on = self.usual(blueprint)
        else:
            on = anchor.cleaned_data["anchor"] if anchor.is_valid() else None
        form = self.form(blueprint, on) if on else None
        return self.shown(blueprint, anchor, form, on)

    def post(self, request: HttpRequest, key: str, **kwargs: Any) -> HttpResponse:
        blueprint = self.blueprint(key)
        anchor = AnchorForm(request.POST, blueprint=blueprint)
        if not anchor.is_valid():
            return self.shown(blueprint, anchor, None, None, status=422)
        on = anchor.cleaned_data["anchor"]
        form = self.form(blueprint, on, request.POST)
        if not form.is_valid():
            return self.shown(blueprint, anchor, form, on, status=422)
        try:
            made = services.start_template(
                actor=self.actor, country=self.country, blueprint=blueprint, starts=form.starts()
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self.shown(blueprint, anchor, form, on, status=422)
        messages.success(
            request,
            ngettext(
                "%(number)d action is logged: %(first)s.",
                "%(number)d actions are logged: %(first)s to %(last)s.",
                len(made),
            )
            % {"number": len(made), "first": made[0].reference, "last": made[-1].reference},
        )
        return HttpResponseRedirect(f"{reverse('action-list')}?sort=-reference")

    def blueprint(self, key: str) -> Blueprint:
        return provided().get(key) or self.own(key).blueprint

    def usual(self, blueprint: Blueprint) -> dt.date | None:
        """The anchor to begin with: the known date of its event, or today; none if unknown."""
        today = selectors.today_of(self.actor)
        if blueprint.event != "upr":
            return today
        review = next_review(self.country, today)
        return review.session.starts_on if review and review.session else None

    def form(self, blueprint: Blueprint, anchor: dt.date, data: Any = None) -> StartForm:
        return StartForm(
            data,
            blueprint=blueprint,
            actor=self.actor,
            country=self.country,
            anchor=anchor,
            today=selectors.today_of(self.actor),
        )

    def shown(
        self, blueprint: Blueprint, anchor: Any, form: Any, on: Any, *, status: int = 200
    ) -> HttpResponse:
        own = self.own(blueprint.key) if blueprint.own else None
        context = {
            "title": blueprint.title,
            "subtitle": blueprint.text,
            "blueprint": blueprint,
            "anchor_form": anchor,
            "form": form,
            "anchor_on": on,
            "may_change": own is not None and allowed(self.actor, "change", own),
        }
        return self.page("actions/templates/start.html", context, status=status)


class TemplateKeepView(_TemplateView):
    """Keep actions as a template; ``action`` in the address names those that are chosen first."""

    def offered(self) -> list[Action]:
        named = self.request.GET.getlist("action")
        rows = Action.objects.visible_to(self.actor).filter(country=self.country)
        first = list(rows.filter(reference__in=named)[:OFFERED])
        others = rows.current().exclude(pk__in=[action.pk for action in first])
        return [*first, *others.order_by("-id")[: OFFERED - len(first)]]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        offered, named = self.offered(), request.GET.getlist("action")
        chosen = [str(action.pk) for action in offered if action.reference in named]
        days = [action.due_on for action in offered if str(action.pk) in chosen and action.due_on]
        initial = {"actions": chosen, "anchor_on": min(days) if days else None}
        return self.shown(KeepForm(initial=initial, offered=offered))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = KeepForm(request.POST, offered=self.offered())
        if form.is_valid():
            try:
                values = {k: v for k, v in form.cleaned_data.items() if k != "actions"}
                template = services.keep_template(
                    actor=self.actor, country=self.country, actions=form.chosen(), **values
                )
                messages.success(request, _("The template is kept."))
                return HttpResponseRedirect(template.get_absolute_url())
            except ValidationError as error:
                form.add_error(None, error)
        return self.shown(form, status=422)

    def shown(self, form: KeepForm, *, status: int = 200) -> HttpResponse:
        context = {"title": _("Keep actions as a template"), "form": form}
        return self.page("generic/form.html", context, status=status)


class TemplateUpdateView(_TemplateView):
    """Change the words of one's own template and the distances of its actions."""

    def get(self, request: HttpRequest, key: str, **kwargs: Any) -> HttpResponse:
        template = self.changeable(key)
        return self.shown(template, TemplateForm(instance=template, rows=self.rows(template)))

    def post(self, request: HttpRequest, key: str, **kwargs: Any) -> HttpResponse:
        template = self.changeable(key)
        form = TemplateForm(request.POST, instance=template, rows=self.rows(template))
        if not form.is_valid():
            return self.shown(template, form, status=422)
        try:
            saved = services.change_template(
                actor=self.actor,
                template=self.own(key),
                changes=form.changes,
                rows=form.row_changes,
                version=form.cleaned_data["version"],
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self.shown(template, form, status=422)
        except StaleVersionError:
            messages.warning(request, _("Somebody changed the template meanwhile. Look again."))
            return HttpResponseRedirect(reverse("template-update", args=[key]))
        messages.success(request, _("The template is saved."))
        return HttpResponseRedirect(saved.get_absolute_url())

    def rows(self, template: ActionTemplate) -> list[TemplateRow]:
        return list(template.rows.all())

    def shown(
        self, template: ActionTemplate, form: TemplateForm, *, status: int = 200
    ) -> HttpResponse:
        context = {
            "title": _("Edit the template"),
            "form": form,
            "template": template,
            "cancel_url": template.get_absolute_url(),
        }
        return self.page("actions/templates/edit.html", context, status=status)


class TemplateDropView(_TemplateView):
    """Take one's own template away; the actions that it started stay."""

    def get(self, request: HttpRequest, key: str, **kwargs: Any) -> HttpResponse:
        template = self.changeable(key)
        context = {
            "title": _("Take the template away"),
            "text": _("“%(title)s” is gone then; the actions that it started stay.")
            % {"title": template.title},
            "confirm": _("Take it away"),
            "cancel_url": template.get_absolute_url(),
        }
        return self.page("generic/confirm.html", context)

    def post(self, request: HttpRequest, key: str, **kwargs: Any) -> HttpResponse:
        template = self.changeable(key)
        services.drop_template(actor=self.actor, template=template)
        messages.success(request, _("The template is gone."))
        return HttpResponseRedirect(reverse("template-list"))
