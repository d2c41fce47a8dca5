"""Pages of offers and needs: the list, one of them, its forms, and what goes together."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, View

from apps.engagement.approval.tabs import subject_tabs
from apps.engagement.approval.views import (
    SharedApproveView,
    SharedCreateView,
    SharedDeleteView,
    SharedDetailView,
    SharedListView,
    SharedMixin,
    SharedUpdateView,
    may_keep,
)
from apps.engagement.offers.exports import SUPPORTS
from apps.engagement.offers.filters import SupportFilter
from apps.engagement.offers.forms import SupportCloseForm, SupportForm
from apps.engagement.offers.matching import matches_of, with_matches
from apps.engagement.offers.models import Side, Support, SupportStatus
from apps.engagement.offers.selectors import own_today, supports, to_match
from apps.engagement.offers.services import change_support, close_support, enter_support
from apps.engagement.offers.tables import SUPPORT_TONES, SupportTable
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.numbers import whole_number
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_WRITERS
from focalpoint.views import ActorRequiredMixin

# Pairs shown with each record.
MOST_MATCHES = 5


class SupportMixin(SharedMixin):
    """Pages of offers and needs."""

    model = Support
    list_name = "support-list"
    list_title = gettext_lazy("Offers and needs")

    def get_queryset(self) -> QuerySet[Any, Any]:
        return supports(self.actor)


class SupportListView(SupportMixin, SharedListView):
    """What the own State offers and needs, and what others share."""

    template_name = "engagement/list.html"
    table_class = SupportTable
    filterset_class = SupportFilter
    export = SUPPORTS
    export_home = False

    def asks_wider(self) -> bool:
        # An offer that nobody else reads helps nobody.
        return True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = may_keep(self.actor, Support)
        new = {"label": _("New offer or need"), "url": reverse("support-create"), "icon": "plus"}
        context = {
            "title": _("Engagement"),
            "subtitle": _("What States offer each other, and what they need."),
            "tabs": subject_tabs(self.list_name),
            "page_actions": self.ways(may),
            "empty": {
                "icon": "heart-handshake",
                "title": _("No offer and no need yet"),
                "text": _("Say what your State can give, or where help would be welcome."),
                **({"url": new["url"], "action": new["label"]} if may else {}),
            },
        }
        return super().get_context_data(**{**context, **kwargs})

    def ways(self, may: bool) -> list[dict[str, Any]]:
        """Where to go from here."""
        ways: list[dict[str, Any]] = [
            {
                "label": _("What goes together"),
                "url": reverse("support-matches"),
                "icon": "arrows-join",
            }
        ]
        if self.actor.brokers or self.actor.desks:
            url = reverse("introduction-list")
            ways.append({"label": _("Introductions"), "url": url, "icon": "link"})
        if may:
            ways.append(
                {
                    "label": _("New offer or need"),
                    "url": reverse("support-create"),
                    "icon": "plus",
                    "primary": True,
                    "shortcut": "c",
                }
            )
        return ways


class SupportDetailView(SupportMixin, SharedDetailView):
    """One offer or need, and what it goes together with."""

    template_name = "engagement/support.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.object
        today = record.country.local_date(timezone.now())
        context = {
            "subtitle": f"{record.get_side_display()} · {record.get_topic_display()}",
            "has_expired": record.has_expired(today),
            "support_tones": SUPPORT_TONES,
            "may_introduce": self.actor.brokers,
            "matches": self.matches(record, today),
            "today": today,
        }
        return super().get_context_data(**{**context, **kwargs})

    def matches(self, record: Support, today: Any) -> list[Any] | None:
        """For whom the record is, and for those who bring States together; nobody else's matter."""
        if not (self.is_ours or self.actor.brokers) or not record.is_current(today):
            return None
        rows = with_matches(
            Support.objects.filter(pk=record.pk), self.actor, own_today(), most=MOST_MATCHES
        )
        found = rows.values_list("matching", flat=True).first()
        record.matching = found or []  # type: ignore[attr-defined]
        return matches_of([record], self.actor)[record.pk]


class SupportCreateView(SupportMixin, SharedCreateView):
    """Say what the State offers or needs."""

    form_class = SupportForm
    success_message = gettext_lazy("It is recorded.")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        wanted = self.request.GET.get("side")
        side = {"side": wanted} if wanted in Side.values else {}
        return {**kwargs, "initial": {**kwargs["initial"], **side}}

    def save(self, form: Any) -> Support:
        return enter_support(
            actor=self.actor,
            country=self.actor.country,
            fields=form.changes,
            approve=form.approves,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"title": _("New offer or need"), **kwargs})


class SupportUpdateView(SupportMixin, SharedUpdateView):
    """Change an offer or a need."""

    form_class = SupportForm
    success_message = gettext_lazy("It is saved.")

    def save(self, form: Any) -> Support:
        return change_support(
            actor=self.actor,
            support=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
        )


class SupportApproveView(SupportMixin, SharedApproveView):
    """Approve an offer or a need, and decide who reads it."""


class SupportDeleteView(SupportMixin, SharedDeleteView):
    """Take away what was recorded by mistake."""


class SupportCloseView(ActorRequiredMixin, View):
    """Say what became of an offer or a need; ``reopen`` takes that back."""

    roles = GOVERNMENT_WRITERS
    http_method_names: Any = ("get", "head", "post", "options")
    kwargs: dict[str, Any]

    @cached_property
    def support(self) -> Support:
        found: Support = get_object_or_404(supports(self.actor), pk=self.kwargs["pk"])
        if not allowed(self.actor, "change", found):
            raise PermissionDenied
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.support.is_open:
            return HttpResponseRedirect(self.support.get_absolute_url())
        return self.shown(SupportCloseForm(initial={"to": SupportStatus.MET}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        support = self.support
        done = HttpResponseRedirect(support.get_absolute_url())
        if "reopen" in request.POST:
            self.reopen(whole_number(request.POST.get("version", "")))
            return done
        form = SupportCloseForm(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            close_support(actor=self.actor, support=support, **form.cleaned_data)
        except ValidationError as error:
            for name, problems in error.message_dict.items():
                form.add_error(name if name in form.fields else None, problems)
            return self.shown(form, status=422)
        except IllegalTransitionError:
            messages.error(request, _("Somebody closed it meanwhile."))
        return done

    def reopen(self, version: int | None) -> None:
        """Open it again; whoever clicks twice, or saw another version, is told."""
        try:
            close_support(
                actor=self.actor, support=self.support, to=SupportStatus.OPEN, version=version
            )
        except (IllegalTransitionError, StaleVersionError):
            messages.warning(self.request, _("Somebody changed it meanwhile. Look again."))
        else:
            messages.success(self.request, _("It is open again."))

    def shown(self, form: SupportCloseForm, *, status: int = 200) -> HttpResponse:
        support = self.support
        context = {
            "title": _("Close: %(record)s") % {"record": support},
            "form": form,
            "submit": _("Close it"),
            "country": support.country,
            "breadcrumbs": [
                (_("Offers and needs"), reverse("support-list")),
                (str(support), support.get_absolute_url()),
            ],
            "cancel_url": support.get_absolute_url(),
        }
        return render(self.request, "generic/form.html", context, status=status)


class MatchesView(SupportMixin, ListView):
    """What goes together: of all that is shared, or of what the own State offers and needs."""

    model: Any = Support
    template_name = "engagement/matches.html"
    paginate_by = 20

    def get_queryset(self) -> QuerySet[Any, Any]:
        today = own_today()
        rows = with_matches(to_match(self.actor, today), self.actor, today, most=MOST_MATCHES)
        return rows.order_by("-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        found = matches_of(context["object_list"], self.actor)
        return {
            "title": _("What goes together"),
            "subtitle": _("Offers and needs of one topic, with what fits and what does not."),
            "breadcrumbs": self.trail(),
            "groups": [(record, found[record.pk]) for record in context["object_list"]],
            "may_introduce": self.actor.brokers,
            "is_network": not self.actor.read_states,
            **context,
        }
