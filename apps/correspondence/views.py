"""Pages of incoming mail: what waits, one mail, and what an official does with it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from csp.constants import NONE
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView, View
from django.views.generic.detail import SingleObjectMixin

from apps.actions.models import Action
from apps.correspondence import raw_mail, selectors, services
from apps.correspondence.exports import MAILS
from apps.correspondence.filing import line_of
from apps.correspondence.forms import DismissForm, FileForm, HandOverForm, MakeForm
from apps.correspondence.models import InboundMail, MailAddress, Status
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.exports.reading import Rows
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_WRITERS, Role
from focalpoint.ui.tones import ToneMap
from focalpoint.views import ActorRequiredMixin, ExportMixin

TONES: ToneMap = {
    "received": ("progress", "hourglass"),
    "held": ("warning", "hand-stop"),
    "applied": ("success", "mail-check"),
    "dismissed": ("neutral", "mail-off"),
}
LABELS = {
    "review": gettext_lazy("To review"),
    "automatic": gettext_lazy("Automatic answers"),
    "logged": gettext_lazy("Logged"),
    "dismissed": gettext_lazy("Dismissed"),
    "received": gettext_lazy("Being read"),
}
ROLES = GOVERNMENT_WRITERS | {Role.SECRETARIAT}


class MailListView(ExportMixin, TemplateView):
    """The mail of a State by what became of it; the secretariat sees what is nobody's yet."""

    template_name = "correspondence/list.html"
    roles = ROLES
    export = MAILS

    def export_rows(self) -> Rows:
        return self.mails()

    def export_filters(self) -> Mapping[str, str]:
        return {_("What became of the mail"): str(LABELS[self.box().key])}

    def mails(self) -> QuerySet[InboundMail]:
        """Those of the chosen part, newest first."""
        return selectors.mails(self.actor).filter(self.box().condition)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        box = self.box()
        listed, more = selectors.page_of(self.mails(), before=self.before())
        extra = {
            "title": _("Incoming mail"),
            "box": box.key,
            "tabs": self.tabs(box.key),
            "mails": listed,
            "older": listed[-1].pk if more else None,
            "tones": TONES,
            "address": selectors.mail_address_of_state(self.actor, self.actor.country),
        }
        return super().get_context_data(**{**extra, **kwargs})

    def box(self) -> selectors.Box:
        wanted = self.request.GET.get("box")
        return next((box for box in selectors.BOXES if box.key == wanted), selectors.BOXES[0])

    def before(self) -> UUID | None:
        try:
            return UUID(self.request.GET.get("before", ""))
        except ValueError:
            return None

    def tabs(self, active: str) -> list[dict[str, Any]]:
        waiting = selectors.to_review(self.actor)
        return [
            {
                "label": LABELS[box.key],
                "url": f"?box={box.key}",
                "active": box.key == active,
                "count": waiting if box.key == "review" else None,
            }
            for box in selectors.BOXES
        ]


class _MailMixin(ActorRequiredMixin):
    """One mail of those that the actor looks after."""

    roles = ROLES
    model = InboundMail

    def get_queryset(self) -> Any:
        return selectors.mails(self.actor).select_related(
            "country", "action__country", "sender", "digest", "settled_by"
        )


class MailDetailView(_MailMixin, DetailView):
    """A mail as it was read, and while it is held, what may be done with it."""

    template_name = "correspondence/detail.html"
    context_object_name = "mail"
    object: InboundMail

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mail = self.object
        held = mail.status == Status.HELD
        verbs = ("file", "dismiss", "hand_over")
        can = {verb: held and allowed(self.actor, verb, mail) for verb in verbs}
        extra = {
            "title": mail.subject or _("(no subject)"),
            "breadcrumbs": [(_("Incoming mail"), reverse("mail-list"))],
            "country": mail.country or self.actor.country,
            "tones": TONES,
            "can": can,
            "suggestions": selectors.suggestions(self.actor, mail) if can["file"] else [],
            **self.forms(can),
        }
        return super().get_context_data(**{**extra, **kwargs})

    def forms(self, can: dict[str, bool]) -> dict[str, BaseForm | None]:
        """The empty forms of what the actor may do."""
        mail = self.object
        seen = {"version": mail.version}
        return {
            "file_form": FileForm(initial=seen, actor=self.actor) if can["file"] else None,
            "make_form": MakeForm(initial={**seen, "line": line_of(mail)}) if can["file"] else None,
            "dismiss_form": DismissForm(initial=seen) if can["dismiss"] else None,
            "hand_over_form": HandOverForm(initial=seen) if can["hand_over"] else None,
        }


class _SettleView(MailDetailView):
    """POST: do something with a held mail; problems answer 422 with what was typed."""

    http_method_names = ("post", "options")
    form_name = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        form = self.form(request)
        if form.is_valid():
            try:
                return HttpResponseRedirect(self.settle(form))
            except ValidationError as error:
                self.add_error(form, error)
            except (StaleVersionError, IllegalTransitionError):
                messages.warning(request, _("Somebody settled this mail meanwhile."))
                return HttpResponseRedirect(self.object.get_absolute_url())
        context = self.get_context_data(**{self.form_name: form})
        return self.render_to_response(context, status=422)

    def add_error(self, form: Any, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            form.add_error(None, error)
            return
        for name, problems in error.error_dict.items():
            form.add_error(name if name in form.fields else None, problems)

    def form(self, request: HttpRequest) -> Any:
        raise NotImplementedError

    def settle(self, form: Any) -> str:
        """Call the service and return where to go."""
        raise NotImplementedError


class MailFileView(_SettleView):
    """Log the mail on an action."""

    form_name = "file_form"

    def form(self, request: HttpRequest) -> FileForm:
        return FileForm(request.POST, actor=self.actor)

    def settle(self, form: Any) -> str:
        action: Action = form.cleaned_data["reference"]
        services.file_mail(
            actor=self.actor,
            mail=self.object,
            action=action,
            version=form.cleaned_data["version"],
        )
        messages.success(self.request, _("The mail is logged on %(action)s.") % {"action": action})
        return action.get_absolute_url()


class MailMakeView(_SettleView):
    """Make an action of the mail."""

    form_name = "make_form"

    def form(self, request: HttpRequest) -> MakeForm:
        return MakeForm(request.POST)

    def settle(self, form: Any) -> str:
        action = services.make_action_of_mail(
            actor=self.actor,
            mail=self.object,
            line=form.cleaned_data["line"],
            language=get_language() or "en",
            version=form.cleaned_data["version"],
        )
        said = _("%(reference)s is logged.") % {"reference": action.reference}
        messages.success(self.request, said)
        return action.get_absolute_url()


class MailDismissView(_SettleView):
    """Close the mail and say why."""

    form_name = "dismiss_form"

    def form(self, request: HttpRequest) -> DismissForm:
        return DismissForm(request.POST)

    def settle(self, form: Any) -> str:
        said = form.cleaned_data
        services.dismiss_mail(
            actor=self.actor, mail=self.object, why=said["why"], version=said["version"]
        )
        messages.success(self.request, _("The mail is dismissed; it is kept."))
        return reverse("mail-list")


class MailHandOverView(_SettleView):
    """Give a mail that is nobody's to a State."""

    form_name = "hand_over_form"

    def form(self, request: HttpRequest) -> HandOverForm:
        return HandOverForm(request.POST)

    def settle(self, form: Any) -> str:
        country = form.cleaned_data["country"]
        services.hand_over_mail(actor=self.actor, mail=self.object, country=country)
        said = _("The officials of %(state)s see the mail now.") % {"state": country}
        messages.success(self.request, said)
        return reverse("mail-list")


@method_decorator(csp_replace({"default-src": [NONE], "sandbox": []}), "dispatch")
class MailRawView(_MailMixin, SingleObjectMixin, View):
    """The mail as it came in, to be saved and never shown by a browser."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mail = self.get_object()
        try:
            raw = raw_mail.read(mail.file, sha256=mail.sha256)
        except raw_mail.ChangedMailError:
            messages.error(request, _("The file of this mail is not what came in."))
            return HttpResponseRedirect(mail.get_absolute_url())
        name = slugify(mail.subject)[:60] or "mail"
        response = HttpResponse(raw, content_type="message/rfc822")
        response["Content-Disposition"] = f'attachment; filename="{name}.eml"'
        return response


class ActionAddressView(ActorRequiredMixin, TemplateView):
    """GET: where mail about an action is logged. A part of the action's page."""

    template_name = "correspondence/action_address.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Action.objects.visible_to(self.actor).select_related("country")
        action = get_object_or_404(rows, reference=kwargs["reference"])
        address = selectors.mail_address_of(self.actor, action)
        return super().get_context_data(object=action, address=address, **kwargs)


class AddressRenewView(ActorRequiredMixin, TemplateView):
    """Ask, then give an action (or the State) another address."""

    template_name = "generic/confirm.html"
    roles = GOVERNMENT_WRITERS

    def action(self) -> Action | None:
        if "reference" not in self.kwargs:
            return None
        rows = Action.objects.visible_to(self.actor).select_related("country")
        return get_object_or_404(rows, reference=self.kwargs["reference"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        action = self.action()
        if not allowed(self.actor, "renew", self.probe(action)):
            raise Http404
        back = action.get_absolute_url() if action else reverse("mail-list")
        extra = {
            "title": _("A new address"),
            "question": _("Give %(what)s another e-mail address?")
            % {"what": action or self.actor.country},
            "text": _(
                "Do this when the address has come into wrong hands. Mail to the old one is held"
                " from now on, and everybody needs the new one."
            ),
            "confirm": _("Make a new address"),
            "cancel_url": back,
            "breadcrumbs": [(str(action) if action else _("Incoming mail"), back)],
        }
        return super().get_context_data(**{**extra, **kwargs})

    def probe(self, action: Action | None) -> MailAddress:
        country = action.country if action else self.actor.country
        return MailAddress(country=country, action=action)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        action = self.action()
        country = action.country if action else self.actor.country
        services.renew_address(actor=self.actor, country=country, action=action)
        messages.success(request, _("The address is new; the old one does not work any more."))
        return HttpResponseRedirect(action.get_absolute_url() if action else reverse("mail-list"))
