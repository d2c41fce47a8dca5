"""Pages of approved strategies: approving, the list, one version, who reads it, and on paper."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView

from apps.assessments.snapshots import checksum
from apps.recommendations.strategy.contents import changed_since, spheres
from apps.recommendations.strategy.exports import VERSIONS
from apps.recommendations.strategy.filters import VersionFilter
from apps.recommendations.strategy.forms import ApproveForm, ShareForm
from apps.recommendations.strategy.tables import STATUS_TONES, VersionTable
from apps.recommendations.strategy.text_selectors import content_now, versions
from apps.recommendations.strategy.text_services import approve_strategy, share_version
from apps.recommendations.strategy.text_views import StrategyMixin
from apps.recommendations.strategy_text_models import StrategyVersion
from focalpoint.errors import StaleVersionError
from focalpoint.names import named
from focalpoint.pdf import pdf_response, render_pdf
from focalpoint.policies import allowed
from focalpoint.roles import APPROVERS
from focalpoint.views import (
    RecordDetailView,
    RecordListView,
    RecordUpdateView,
    ScopedMixin,
)

TEMPLATE = Path(__file__).resolve().parent.parent / "documents" / "strategy.typ"


class StrategyApproveView(StrategyMixin, FormView):  # type: ignore[type-arg]
    """The strategy as it would be kept for good, and as others would read it; then approval."""

    roles = APPROVERS
    form_class = ApproveForm
    template_name = "recommendations/strategy/approve.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.actor.is_authenticated and self.may_open():
            if self.strategy is None:
                raise Http404(_("The strategy is not begun yet."))
            if not allowed(self.actor, "approve", self.strategy):
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def content(self) -> dict[str, Any]:
        """What is approved, as it stands now."""
        assert self.strategy is not None
        return content_now(self.state, self.strategy, self.actor)

    def get_initial(self) -> dict[str, Any]:
        # Asked for where the page is shown, and not before it is approved.
        return {**super().get_initial(), "seen": lambda: checksum(self.content)}

    def form_valid(self, form: Any) -> HttpResponse:
        assert self.strategy is not None
        try:
            made = approve_strategy(
                actor=self.actor,
                strategy=self.strategy,
                visibility=form.cleaned_data["visibility"],
                seen=form.cleaned_data["seen"],
            )
        except StaleVersionError:
            form.data = form.data.copy()
            form.data["seen"] = checksum(self.content)
            form.add_error(None, _("It has changed since you looked. Look at it again."))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        except ValidationError as error:
            form.add_error(None, error)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(
            self.request, _("Version %(number)s is approved.") % {"number": made.number}
        )
        return HttpResponseRedirect(made.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        content = self.content
        context = {
            "title": _("Approve the strategy"),
            "submit": _("Approve"),
            "country": self.state,
            "breadcrumbs": [(_("National strategy"), reverse("strategy"))],
            "cancel_url": reverse("strategy"),
            "content": content,
            "spheres": spheres(content),
            "status_tones": STATUS_TONES,
        }
        return super().get_context_data(**{**context, **kwargs})


class VersionMixin(ScopedMixin):
    """Approved strategies: of one's own State, and those that others share."""

    model = StrategyVersion
    object: Any

    def get_queryset(self) -> QuerySet[Any, Any]:
        return versions(self.actor)


class VersionListView(VersionMixin, RecordListView):
    """The strategies that States have approved and let the reader see."""

    table_class = VersionTable
    filterset_class = VersionFilter
    export = VERSIONS
    export_home = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Approved strategies"),
            "subtitle": _("As States approved them; each State decides who reads them."),
            "empty": {
                "icon": "flag",
                "title": _("No approved strategy to read yet"),
                "text": _("Strategies appear here once a State has approved and shared them."),
            },
        }
        return super().get_context_data(**{**context, **kwargs})


class VersionDetailView(VersionMixin, RecordDetailView):
    """One approved strategy, and what has changed since the version before it."""

    template_name = "recommendations/strategy/version.html"
    verbs = ("share",)

    def history(self) -> list[Any] | None:  # type: ignore[override]
        is_ours = self.object.country_id in self.actor.read_states
        return super().history() if is_ours else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object
        former = (
            versions(self.actor)
            .filter(country=version.country_id, number__lt=version.number)
            .order_by("-number")
            .first()
        )
        context = {
            "title": version.content["title"],
            "subtitle": _("Version %(number)s") % {"number": version.number},
            "breadcrumbs": [(_("Approved strategies"), reverse("strategy-version-list"))],
            "content": version.content,
            "spheres": spheres(version.content),
            "intact": checksum(version.content) == version.sha256,
            "former": former,
            "changes": changed_since(former.content, version.content) if former else [],
            "status_tones": STATUS_TONES,
        }
        return super().get_context_data(**{**context, **kwargs})


class VersionShareView(VersionMixin, RecordUpdateView):
    """Open an approved strategy to more readers, or close it again; what they see is shown."""

    form_class = ShareForm
    template_name = "recommendations/strategy/share.html"
    verb = "share"
    success_message = gettext_lazy("Saved.")

    def save(self, form: Any) -> StrategyVersion:
        return share_version(
            actor=self.actor,
            record=self.object,
            visibility=form.cleaned_data["visibility"],
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object
        context = {
            "title": _("Who reads this strategy"),
            "country": version.country,
            "breadcrumbs": [
                (_("Approved strategies"), reverse("strategy-version-list")),
                (version.content["title"], version.get_absolute_url()),
            ],
            "cancel_url": version.get_absolute_url(),
            "content": version.content,
            "spheres": spheres(version.content),
            "status_tones": STATUS_TONES,
        }
        return super().get_context_data(**{**context, **kwargs})


class VersionPdfView(VersionMixin, DetailView):  # type: ignore[type-arg]
    """One approved strategy on paper (PDF/UA-1)."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        version = self.get_object()
        document = render_pdf(TEMPLATE, document_of(version))
        return pdf_response(document, f"strategy-{version.country.code}-{version.number}")


def document_of(version: StrategyVersion) -> dict[str, Any]:
    """What the document says, in the active language."""
    content = version.content
    day = date_format(version.country.local_date(version.approved_at))
    return {
        "title": content["title"],
        "state": str(version.country),
        "training": _("Training: fictional State") if version.country.is_training else "",
        "made": _("Approved on %(day)s") % {"day": day},
        "facts": [
            (_("Version"), str(version.number)),
            (_("Next review"), content["next_review_on"] or "–"),
            (_("Who reads it"), str(version.get_visibility_display())),
            (_("Checksum (SHA-256)"), version.sha256),
        ],
        "elements": [
            {
                "title": f"{each['label']} {named(each['title'])}".strip(),
                "text": each["text"] or _("Nothing is written yet."),
                "owner": each["owner"],
                "source": each["source"],
            }
            for each in content["elements"]
        ],
        "words": {"owner": _("Answers for it")},
        "sections": [
            {
                "title": _("Priorities: %(sphere)s") % {"sphere": words},
                "heads": [_("Priority"), _("Status"), _("Lead institution"), _("By"), _("Answers")],
                "rows": [
                    [
                        f"{line.reference} {line.title}",
                        str(line.status_words),
                        line.lead_institution or "–",
                        line.target_on or "–",
                        line.answers or "–",
                    ]
                    for line in lines
                ],
                "widths": [3, 1, 1.6, 1, 1.4],
                "empty": _("None"),
            }
            for words, lines in spheres(content)
        ],
    }
