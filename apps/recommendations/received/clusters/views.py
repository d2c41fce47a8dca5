"""Pages of clusters: what is proposed, one of them, and what a person decides."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from apps.recommendations.cluster_models import ClusterStatus, RecommendationCluster
from apps.recommendations.received import selectors
from apps.recommendations.received.clusters import services
from apps.recommendations.received.forms import AssignForm
from apps.recommendations.received.pages import may_assign, trail
from apps.recommendations.received.tables import POSITION_TONES
from apps.recommendations.received.tasks import propose_clusters_task
from apps.recommendations.received.views import is_key
from apps.recommendations.tones import STATUS_TONES
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.roles import GOVERNMENT_READERS, GOVERNMENT_WRITERS
from focalpoint.ui.tones import ToneMap
from focalpoint.views import ScopedMixin

PER_PAGE = 20
CLUSTER_TONES: ToneMap = {
    "proposed": ("warning", "bulb"),
    "accepted": ("success", "check"),
    "set_aside": ("neutral", "ban"),
}


class MergeForm(forms.Form):
    """The other cluster that asks for the same."""

    other = forms.ModelChoiceField(
        label=gettext_lazy("Take in the recommendations of"),
        queryset=RecommendationCluster.objects.none(),
        empty_label=gettext_lazy("Choose"),
    )


class ClusterMixin(ScopedMixin):
    """Pages of clusters, which stay with the State's own people."""

    model = RecommendationCluster
    roles = GOVERNMENT_READERS

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("country", "lead")
        return rows.annotate(size=Count("members")).order_by("id")

    def way(self) -> list[tuple[str, str]]:
        return [*trail(), (_("Clusters"), reverse("received-clusters"))]


class ClusterListView(ClusterMixin, TemplateView):
    """Clusters that wait for a decision, and those that were accepted."""

    template_name = "recommendations/received/clusters.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("show", "")
        show = asked if asked in ClusterStatus.values else ClusterStatus.PROPOSED
        rows = Paginator(self.get_queryset().filter(status=show), PER_PAGE)
        own = self.actor.country
        extra = {
            "title": _("Clusters of recommendations"),
            "subtitle": _("What asks for nearly the same, worked on as one"),
            "breadcrumbs": trail(),
            "page": rows.get_page(self.request.GET.get("page", 1)),
            "tabs": [
                {"label": label, "url": f"?show={value}", "active": value == show}
                for value, label in ClusterStatus.choices
            ],
            "tones": CLUSTER_TONES,
            "can_assign": may_assign(self.actor, own),
        }
        return super().get_context_data(**{**extra, **kwargs})


class ClusterProposeView(ClusterMixin, View):
    """POST: a task looks for near-duplicates."""

    roles = GOVERNMENT_WRITERS
    http_method_names: Any = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        country = self.actor.country
        if country is None or not may_assign(self.actor, country):
            raise PermissionDenied
        propose_clusters_task.delay_on_commit(str(self.actor.user_id), str(country.pk))  # type: ignore[attr-defined]
        messages.info(request, _("Near-duplicates are being looked for: look again in a moment."))
        return HttpResponseRedirect(reverse("received-clusters"))


class ClusterView(ClusterMixin, TemplateView):
    """One cluster: its recommendations, who leads, and the ways to divide and join."""

    template_name = "recommendations/received/cluster.html"

    @cached_property
    def cluster(self) -> RecommendationCluster:
        found: RecommendationCluster = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cluster = self.cluster
        members = selectors.recommendations().filter(
            pk__in=cluster.members.values("recommendation")
        )
        rows = list(members)
        works = selectors.works(self.actor, rows)
        assigns = may_assign(self.actor, cluster.country)
        others = self.get_queryset().filter(country=cluster.country).exclude(pk=cluster.pk)
        merge = MergeForm()
        field: Any = merge.fields["other"]
        field.queryset = others.exclude(status=ClusterStatus.SET_ASIDE)
        extra = {
            "title": cluster.title,
            "breadcrumbs": self.way(),
            "country": cluster.country,
            "cluster": cluster,
            "members": [{"row": row, "work": works.get(row.pk)} for row in rows],
            "tones": CLUSTER_TONES,
            "position_tones": POSITION_TONES,
            "status_tones": STATUS_TONES,
            "can_assign": assigns,
            "merge": merge,
            "form": AssignForm(
                actor=self.actor,
                country=cluster.country,
                initial={"lead": cluster.lead_id, "due_on": cluster.due_on},
            )
            if assigns
            else None,
        }
        return super().get_context_data(**{**extra, **kwargs})


class ClusterChangeView(ClusterMixin, View):
    """POST ``do``: accept, set_aside, split (``pick``), merge (``other``) or assign (a lead)."""

    roles = GOVERNMENT_WRITERS
    http_method_names: Any = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        cluster: RecommendationCluster = get_object_or_404(
            self.get_queryset(), pk=self.kwargs["pk"]
        )
        if not may_assign(self.actor, cluster.country):
            raise PermissionDenied
        ways = {
            "accept": self.decide,
            "set_aside": self.decide,
            "split": self.split,
            "merge": self.merge,
            "assign": self.assign,
        }
        way = ways.get(request.POST.get("do", ""))
        try:
            found = way(cluster) if way else cluster
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            found = cluster
        except (IllegalTransitionError, StaleVersionError):
            messages.warning(request, _("Somebody changed this cluster meanwhile. Look again."))
            found = cluster
        except RecommendationCluster.DoesNotExist:
            messages.warning(request, _("Somebody joined these clusters meanwhile. Look again."))
            return HttpResponseRedirect(reverse("received-clusters"))
        return HttpResponseRedirect(found.get_absolute_url())

    def decide(self, cluster: RecommendationCluster) -> RecommendationCluster:
        accept = self.request.POST["do"] == "accept"
        decided = services.decide_cluster(actor=self.actor, cluster=cluster, accept=accept)
        messages.success(self.request, str(decided.get_status_display()))
        return decided

    def split(self, cluster: RecommendationCluster) -> RecommendationCluster:
        picked = [UUID(pk) for pk in self.request.POST.getlist("pick") if is_key(pk)]
        members = cluster.members.filter(recommendation__in=picked)
        chosen = set(members.values_list("recommendation", flat=True))
        fresh = services.split_cluster(actor=self.actor, cluster=cluster, chosen=chosen)
        messages.success(self.request, _("The chosen ones are a cluster of their own now."))
        return fresh

    def merge(self, cluster: RecommendationCluster) -> RecommendationCluster:
        key = self.request.POST.get("other", "")
        others = self.get_queryset().exclude(status=ClusterStatus.SET_ASIDE)
        other = others.filter(pk=key).first() if is_key(key) else None
        if other is None:
            raise ValidationError(_("Choose another cluster of the same State."))
        merged = services.merge_clusters(actor=self.actor, cluster=cluster, other=other)
        messages.success(self.request, _("Both are one cluster now."))
        return merged

    def assign(self, cluster: RecommendationCluster) -> RecommendationCluster:
        form = AssignForm(self.request.POST, actor=self.actor, country=cluster.country)
        if not form.is_valid():
            raise ValidationError(_("Choose who leads."))
        lead = form.cleaned_data["lead"]
        done = services.assign_cluster(
            actor=self.actor, cluster=cluster, lead=lead, due_on=form.cleaned_data["due_on"]
        )
        words = {"number": len(done), "lead": lead}
        messages.success(self.request, _("%(number)d assigned to %(lead)s.") % words)
        return cluster
