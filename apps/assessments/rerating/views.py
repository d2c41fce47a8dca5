"""Pages of one factor between cycles: its course, a new judgement of it, and what becomes of it."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from apps.assessments.event_models import RiskEvent
from apps.assessments.events.selectors import factors, standing_events
from apps.assessments.events.tables import KIND_TONES
from apps.assessments.rerating.forms import ReadersForm, RerateForm, WithdrawForm
from apps.assessments.rerating.selectors import (
    InForce,
    LevelInForce,
    events_by_id,
    levels_in_force,
    reratings,
)
from apps.assessments.rerating.services import (
    rerate_factor,
    share_rerating,
    withdraw_rerating,
)
from apps.assessments.rerating_models import FactorRerating
from apps.assessments.views import TONES
from apps.catalogue.models import Item
from apps.countries.models import Country
from focalpoint.policies import allowed
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE
from focalpoint.views import (
    ActorRequiredMixin,
    RecordCreateView,
    RecordUpdateView,
)

# So many events are offered, or listed beside a factor; the list of events has all of them.
NEWEST = 20


def may_rerate(actor: Any, country: Country) -> bool:
    """Whether the actor judges factors of a State anew."""
    return allowed(actor, "create", FactorRerating(country=country))


class FactorPageMixin(ActorRequiredMixin):
    """Pages of one factor of the reader's own State."""

    kwargs: dict[str, Any]

    @cached_property
    def state(self) -> Country:
        if self.actor.country is None:
            raise Http404(_("Choose a State first."))
        own: Country = self.actor.country
        return own

    @cached_property
    def factor(self) -> Item:
        found = factors().filter(code=self.kwargs["code"]).first()
        if found is None:
            raise Http404(_("There is no such factor."))
        return found

    @cached_property
    def in_force(self) -> InForce | None:
        return levels_in_force(self.state, self.actor)

    @property
    def now(self) -> LevelInForce | None:
        return self.in_force.by_code.get(self.factor.code) if self.in_force else None

    @property
    def own_url(self) -> str:
        return reverse("factor-course", args=[self.factor.code])

    def events_on_it(self) -> QuerySet[RiskEvent]:
        """The newest events that bear on the factor."""
        rows = standing_events(self.actor).filter(
            country=self.state, factors__contains=[self.factor.code]
        )
        return rows.order_by("-occurred_on", "-pk")[:NEWEST]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            **TONES,
            "country": self.state,
            "factor": self.factor,
            "now": self.now,
            "in_force": self.in_force,
            "breadcrumbs": [(_("Factors now"), reverse("factors-now"))],
        }
        return super().get_context_data(**{**context, **kwargs})


class FactorCourseView(FactorPageMixin, TemplateView):
    """One factor since the approved assessment: its level, what led to it, what happened."""

    template_name = "assessments/rerating/course.html"

    def may_open(self) -> bool:
        """Only for those who read what their own government keeps."""
        return bool(self.actor.read_states)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = list(reratings(self.actor).filter(country=self.state, factor__code=self.factor.code))
        known = events_by_id([pk for each in told for pk in each.prompted_by], self.actor)
        may_share = allowed(self.actor, "share", FactorRerating(country=self.state))
        may = may_rerate(self.actor, self.state)
        context = {
            "title": str(self.factor),
            "reratings": [
                (each, [known[pk] for pk in each.prompted_by if pk in known]) for each in told
            ],
            "events": list(self.events_on_it()),
            "more_events": f"{reverse('event-list')}?factor={self.factor.code}",
            "kind_tones": KIND_TONES,
            "may_rerate": may,
            "may_share": may_share,
        }
        return super().get_context_data(**{**context, **kwargs})


class FactorRerateView(FactorPageMixin, RecordCreateView):
    """Judge a factor anew; ``?event=`` names the event that led to it."""

    model = FactorRerating
    roles = FOCAL_POINT_OFFICE
    form_class = RerateForm
    template_name = "assessments/rerating/rerate.html"
    success_message = gettext_lazy("Re-rated. The approved assessment stays as it is.")
    object = None

    @cached_property
    def named_event(self) -> RiskEvent | None:
        reference = self.request.GET.get("event", "")
        rows = standing_events(self.actor)
        return rows.filter(country=self.state, reference=reference).first()

    @cached_property
    def offered(self) -> list[RiskEvent]:
        found = list(self.events_on_it())
        named = self.named_event
        return [named, *found] if named and named not in found else found

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "offered": self.offered}

    def get_initial(self) -> dict[str, Any]:
        now, named = self.now, self.named_event
        told = {"trend": now.trend, "confidence": now.confidence} if now else {}
        return {
            **told,
            "effective_on": self.state.local_date(timezone.now()),
            "prompted_by": [str(named.pk)] if named else [],
        }

    def save(self, form: Any) -> FactorRerating:
        # Here the reason is the record's own, and not that of the change alone.
        fields = {**form.changes, "reason": form.cleaned_data["reason"]}
        return rerate_factor(
            actor=self.actor, country=self.state, factor=self.factor, fields=fields
        )

    def get_success_url(self) -> str:
        return f"{reverse('factors-now')}#factor-{self.factor.code}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = super().get_context_data(**kwargs)
        context = {
            "title": _("Re-rate a factor"),
            "subtitle": str(self.factor),
            "submit": _("Re-rate"),
            "cancel_url": self.own_url,
            "breadcrumbs": [*page["breadcrumbs"], (str(self.factor), self.own_url)],
        }
        return {**page, **context, **kwargs}


class _ReratingView(RecordUpdateView):
    """A step of one re-rating."""

    model = FactorRerating
    object: Any

    def get_queryset(self) -> QuerySet[Any, Any]:
        return reratings(self.actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rerating = self.object
        context = {
            **TONES,
            "subtitle": str(rerating.factor),
            "country": rerating.country,
            "cancel_url": rerating.get_absolute_url(),
            "breadcrumbs": [
                (_("Factors now"), reverse("factors-now")),
                (str(rerating.factor), rerating.get_absolute_url()),
            ],
        }
        return super().get_context_data(**{**context, **kwargs})


class ReratingWithdrawView(_ReratingView):
    """Take back a re-rating that was a mistake."""

    roles = FOCAL_POINT_OFFICE
    verb = "withdraw"
    form_class = WithdrawForm
    template_name = "assessments/rerating/step.html"
    success_message = gettext_lazy("Withdrawn. The level before it counts again.")

    def save(self, form: Any) -> FactorRerating:
        return withdraw_rerating(
            actor=self.actor,
            rerating=self.object,
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"title": _("Withdraw a re-rating"), "submit": _("Withdraw it")}
        return super().get_context_data(**{**context, **kwargs})


class ReratingShareView(_ReratingView):
    """Open a re-rating to more readers, or close it again."""

    roles = APPROVERS
    verb = "share"
    form_class = ReadersForm
    template_name = "assessments/rerating/step.html"
    success_message = gettext_lazy("Saved.")

    def save(self, form: Any) -> FactorRerating:
        return share_rerating(
            actor=self.actor,
            rerating=self.object,
            visibility=form.cleaned_data["visibility"],
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"title": _("Who reads this re-rating"), "submit": _("Save")}
        return super().get_context_data(**{**context, **kwargs})
