"""Pages of assessments: the list, the record, its factors, and what was approved."""

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from apps.assessments.comments.selectors import open_by_rating, open_comments
from apps.assessments.consultations.selectors import consultation_summaries
from apps.assessments.exports import ASSESSMENTS, SNAPSHOTS
from apps.assessments.filters import AssessmentFilter, SnapshotFilter
from apps.assessments.findings.selectors import Tally, tallies_of
from apps.assessments.forms import AssessmentForm, FollowUpForm
from apps.assessments.independent.selectors import (
    NO_OPINIONS,
    counts_of,
    opinions_on,
    question_of,
)
from apps.assessments.models import Assessment, AssessmentSnapshot, Status
from apps.assessments.resilience.selectors import resilience_of
from apps.assessments.selectors import (
    assessments,
    every_snapshot,
    is_intact,
    levels_shared,
    ratings_of,
    replaced_by,
    snapshots,
)
from apps.assessments.services import create_assessment, update_assessment
from apps.assessments.snapshots import read_content, snapshot_content
from apps.assessments.succession.selectors import compared, former_of, replacements
from apps.assessments.tables import (
    KNOWLEDGE_TONES,
    LEVEL_TONES,
    STRENGTH_TONES,
    TREND_TONES,
    AssessmentTable,
    SnapshotTable,
)
from focalpoint.acting import current_acting
from focalpoint.history import history_of
from focalpoint.policies import allowed
from focalpoint.views import (
    RecordCreateView,
    RecordDetailView,
    RecordListView,
    RecordUpdateView,
    ScopedMixin,
)

TONES = {
    "level_tones": LEVEL_TONES,
    "trend_tones": TREND_TONES,
    "knowledge_tones": KNOWLEDGE_TONES,
    "strength_tones": STRENGTH_TONES,
}


def tabs(assessment: Assessment, active: str) -> list[dict[str, Any]]:
    """The pages of one assessment."""
    own = assessment.get_absolute_url()
    pages = (
        ("factors", _("Factors"), own),
        ("cycle", _("Where it stands"), reverse("assessment-cycle", args=[assessment.reference])),
        ("findings", _("Findings"), reverse("assessment-findings", args=[assessment.reference])),
        (
            "resilience",
            _("Resilience"),
            reverse("assessment-resilience", args=[assessment.reference]),
        ),
        (
            "populations",
            _("Populations"),
            reverse("assessment-populations", args=[assessment.reference]),
        ),
        ("charts", _("Charts"), reverse("assessment-charts", args=[assessment.reference])),
        *_for_the_office(assessment),
        ("history", _("History"), f"{own}?tab=history"),
    )
    return [{"label": label, "url": url, "active": key == active} for key, label, url in pages]


def _for_the_office(assessment: Assessment) -> tuple[tuple[str, str, str], ...]:
    """The pages that nobody of the State but the focal point's office opens."""
    frame = current_acting()
    if frame is None or assessment.country_id not in frame.actor.desks:
        return ()
    pages = (
        ("independent", _("Independent ratings"), "assessment-independent"),
        ("consultations", _("Consultation"), "consultation-list"),
    )
    return tuple((key, label, reverse(to, args=[assessment.reference])) for key, label, to in pages)


class AssessmentListView(RecordListView):
    """The State's own assessments; whoever has no State is led to what States have approved."""

    model = Assessment
    table_class = AssessmentTable
    filterset_class = AssessmentFilter
    export = ASSESSMENTS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.actor.read_states:
            return redirect("snapshot-list")
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Any, Any]:
        return assessments(self.actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        new = {"label": _("New assessment"), "url": reverse("assessment-create"), "icon": "plus"}
        country = self.actor.country
        probe = Assessment(country=country) if country else None
        may_create = probe is not None and allowed(self.actor, "create", probe)
        actions = [
            {"label": _("Asked of us"), "url": reverse("asked-ratings"), "icon": "inbox"},
            {"label": _("Approved ones"), "url": reverse("snapshot-list"), "icon": "certificate"},
            {"label": _("Populations"), "url": reverse("population-list"), "icon": "users-group"},
            *([{**new, "primary": True, "shortcut": "c"}] if may_create else []),
        ]
        empty = {
            "icon": "scale",
            "title": _("No assessment yet"),
            "text": _(
                "A national assessment rates the 14 risk factors of the Framework of Analysis. You "
                "can stop at any time and go on later."
            ),
            **({"url": new["url"], "action": _("Begin the first one")} if may_create else {}),
        }
        context = {"title": _("Assessments"), "page_actions": actions, "empty": empty}
        return super().get_context_data(**context, **kwargs)


class AssessmentMixin(ScopedMixin):
    """Pages of one assessment, found by its reference."""

    model = Assessment
    object: Any

    def get_queryset(self) -> QuerySet[Any, Any]:
        return assessments(self.actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        home = [(_("Assessments"), reverse("assessment-list"))]
        if self.object is None:
            trail: dict[str, Any] = {"breadcrumbs": home}
        else:
            own = (self.object.reference, self.object.get_absolute_url())
            trail = {"breadcrumbs": [*home, own], "country": self.object.country}
        return super().get_context_data(**{**trail, **kwargs})


class AssessmentDetailView(AssessmentMixin, RecordDetailView):
    """Where the assessment stands, factor by factor, and what can be done next."""

    template_name = "assessments/detail.html"
    verbs = ("change", "submit", "send_back", "approve", "withdraw", "reopen", "report")

    @property
    def shows_history(self) -> bool:
        return self.request.GET.get("tab") == "history"

    def history(self) -> list[Any] | None:  # type: ignore[override]
        return history_of(self.object) if self.shows_history else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            **TONES,
            "title": self.object.title,
            "subtitle": self.object.reference,
            "breadcrumbs": [(_("Assessments"), reverse("assessment-list"))],
            "tabs": tabs(self.object, "history" if self.shows_history else "factors"),
            "today": self.object.country.local_date(timezone.now()),
        }
        if not self.shows_history:
            tallies = tallies_of(self.object, self.actor)
            context["ratings"] = ratings_of(self.object, self.actor)
            context["open_comments"] = open_comments(self.object, self.actor)
            said = opinions_on(self.object, self.actor)
            talk = open_by_rating(context["open_comments"])
            former = former_of(self.object, self.actor, findings=True)
            context |= compared(self.object, former, context["ratings"], self.actor)
            for rating in context["ratings"]:
                rating.open_comments = talk.get(rating.pk, 0)
                rating.tally = tallies.get(rating.factor_id, Tally())
                opinions = said.get(rating.factor.code, NO_OPINIONS)
                rating.question = question_of(rating.level, rating.tally, opinions)
            context["snapshots"] = list(snapshots(self.actor).filter(assessment=self.object))
            context["next_unrated"] = next((r for r in context["ratings"] if not r.is_rated), None)
        return super().get_context_data(**context, **kwargs)


class AssessmentPreviewView(AssessmentMixin, DetailView):
    """The assessment as readers would see it once it is approved."""

    template_name = "assessments/preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        content = snapshot_content(
            self.object,
            ratings_of(self.object, self.actor),
            tallies_of(self.object, self.actor),
            resilience_of(self.object, self.actor),
            consultation_summaries(self.object),
            replaced_by(self.object),
            counts_of(self.object),
        )
        context = {**TONES, "title": _("Preview"), "reading": read_content(content)}
        return super().get_context_data(**context, **kwargs)


class AssessmentCreateView(AssessmentMixin, RecordCreateView):
    """Begin a draft; every factor is there, unrated."""

    form_class = AssessmentForm
    object = None

    def get_form_kwargs(self) -> dict[str, Any]:
        given = {"actor": self.actor, "country": self.actor.country}
        return {**super().get_form_kwargs(), **given}

    def save(self, form: Any) -> Assessment:
        return create_assessment(actor=self.actor, country=self.actor.country, fields=form.changes)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("New assessment"),
            "submit": _("Begin"),
            "cancel_url": reverse("assessment-list"),
        }
        return super().get_context_data(**{**context, **kwargs})


class AssessmentUpdateView(AssessmentMixin, RecordUpdateView):
    """The frame of a draft; of an approved assessment the next review alone."""

    def get_form_class(self) -> type[Any]:
        return FollowUpForm if self.object.status == Status.APPROVED else AssessmentForm

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs()
        if self.get_form_class() is AssessmentForm:
            given |= {"actor": self.actor, "country": self.object.country}
        return given

    def save(self, form: Any) -> Assessment:
        return update_assessment(
            actor=self.actor,
            assessment=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"title": _("Edit"), "cancel_url": self.object.get_absolute_url()}
        return super().get_context_data(**{**context, **kwargs})


class SnapshotListView(RecordListView):
    """What States have approved and let the reader see."""

    model = AssessmentSnapshot
    table_class = SnapshotTable
    filterset_class = SnapshotFilter
    export = SNAPSHOTS
    export_home = False

    def get_queryset(self) -> QuerySet[Any, Any]:
        return snapshots(self.actor)

    def get_table(self, **kwargs: Any) -> SnapshotTable:
        table: SnapshotTable = super().get_table(**kwargs)
        table.replacements = replacements(self.actor)
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Approved assessments"),
            "subtitle": _("As States approved them; each State decides who reads them."),
            "empty": {
                "icon": "certificate",
                "title": _("No approved assessment to read yet"),
                "text": _("Assessments appear here once a State has approved and shared them."),
            },
        }
        return super().get_context_data(**context, **kwargs)


class SnapshotDetailView(RecordDetailView):
    """An approved assessment, and proof that it is unchanged."""

    model = AssessmentSnapshot
    template_name = "assessments/snapshot.html"
    verbs = ("share",)

    def get_queryset(self) -> QuerySet[Any, Any]:
        return every_snapshot(self.actor)

    @property
    def is_own(self) -> bool:
        return self.object.country_id in self.actor.read_states

    def history(self) -> list[Any] | None:  # type: ignore[override]
        """Who let whom read it, for the State itself; the content never changes."""
        if not self.is_own:
            return None
        field = self.object._meta.get_field("visibility")
        return [
            replace(e, changes=tuple(c for c in e.changes if c.label == str(field.verbose_name)))
            for e in history_of(self.object)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            **TONES,
            "title": self.object.content["title"],
            "subtitle": self.object.content["reference"],
            "breadcrumbs": [(_("Approved assessments"), reverse("snapshot-list"))],
            "reading": read_content(self.object.content),
            "replacement": replacements(self.actor, country=self.object.country_id).get(
                (self.object.content["reference"], self.object.number)
            ),
            "intact": is_intact(self.object),
            "levels": levels_shared(self.object, self.actor) if self.is_own else None,
        }
        return super().get_context_data(**context, **kwargs)
