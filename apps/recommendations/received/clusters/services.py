"""The writers of clusters: proposed, accepted, split, merged, and assigned in one step."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from apps.countries.models import Country, Institution
from apps.recommendations.cluster_models import (
    ClusterMember,
    ClusterStatus,
    RecommendationCluster,
)
from apps.recommendations.received.choices import EntryKind
from apps.recommendations.received.clusters.likeness import near_duplicates
from apps.recommendations.received.services import assign_recommendations
from apps.recommendations.received_models import ReceivedRecommendation, RecommendationWork
from focalpoint.actors import Actor
from focalpoint.db.turns import await_turn
from focalpoint.policies import authorize
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.transitions import transition
from focalpoint.visibility import Visibility

TURN = "recommendations.clusters"


def propose_clusters(*, actor: Actor, country: Country) -> list[RecommendationCluster]:
    """Propose what asks for nearly the same; what was decided before is left alone.

    Raises ``PermissionDenied``.
    """
    office = actor.office_in(country.pk)
    if office is None:
        raise PermissionDenied(_("You hold no post in this State."))
    authorize(actor, "create", RecommendationCluster(country=country, office_id=office))
    with writing(actor, event="recommendation_cluster.proposed"):
        await_turn(TURN, country.pk)
        taken, refused = _decided(actor, country)
        rows = ReceivedRecommendation.objects.filter(
            country=country, kind=EntryKind.RECOMMENDATION, dropped_on=None
        ).order_by("rank")
        texts = dict(rows.exclude(pk__in=taken).values_list("pk", "text"))
        made = []
        for group in near_duplicates(texts):
            if any(set(group) <= others for others in refused):
                continue
            cluster = create_record(
                actor=actor,
                instance=RecommendationCluster(
                    country=country,
                    office_id=office,
                    visibility=Visibility.GOVERNMENT,
                    # The shortest says it best.
                    title=min((texts[pk] for pk in group), key=len)[:300],
                ),
            )
            members = [ClusterMember(cluster=cluster, recommendation_id=pk) for pk in group]
            ClusterMember.objects.bulk_create(members)
            made.append(cluster)
    return made


def _decided(actor: Actor, country: Country) -> tuple[set[uuid.UUID], list[set[uuid.UUID]]]:
    """What stands in a cluster already, and what a person said is none."""
    rows = ClusterMember.objects.visible_to(actor).filter(cluster__country=country)
    taken: set[uuid.UUID] = set()
    refused: dict[uuid.UUID, set[uuid.UUID]] = {}
    for cluster, status, pk in rows.values_list("cluster", "cluster__status", "recommendation"):
        if status == ClusterStatus.SET_ASIDE:
            refused.setdefault(cluster, set()).add(pk)
        else:
            taken.add(pk)
    return taken, list(refused.values())


def decide_cluster(
    *, actor: Actor, cluster: RecommendationCluster, accept: bool, version: int | None = None
) -> RecommendationCluster:
    """Accept a cluster, or say that it is none: the same is not proposed again."""
    to = ClusterStatus.ACCEPTED if accept else ClusterStatus.SET_ASIDE
    return transition(actor=actor, instance=cluster, to=to, version=version)


def split_cluster(
    *, actor: Actor, cluster: RecommendationCluster, chosen: Collection[uuid.UUID]
) -> RecommendationCluster:
    """Move the chosen recommendations into an accepted cluster of their own."""
    with writing(actor, event="recommendation_cluster.split"):
        current = locked(actor, cluster)
        authorize(actor, "change", current)
        members = list(
            ClusterMember.objects.visible_to(actor)
            .filter(cluster=current)
            .select_related("recommendation")
        )
        moved = [member for member in members if member.recommendation_id in chosen]
        if not moved or len(moved) == len(members):
            raise ValidationError(_("Choose some of the recommendations, and leave others."))
        fresh = create_record(
            actor=actor,
            instance=RecommendationCluster(
                country_id=current.country_id,
                office_id=current.office_id,
                visibility=current.visibility,
                status=ClusterStatus.ACCEPTED,
                title=min((each.recommendation.text for each in moved), key=len)[:300],
            ),
        )
        _move(moved, fresh)
    return fresh


def merge_clusters(
    *, actor: Actor, cluster: RecommendationCluster, other: RecommendationCluster
) -> RecommendationCluster:
    """Take the recommendations of another cluster in; the other one is gone, its history stays.

    Raises ``PermissionDenied``, ``ValidationError``, or ``DoesNotExist`` for what is gone already.
    """
    with writing(actor, event="recommendation_cluster.merged"):
        # In one order, whichever takes the other in: two people never wait for each other.
        both = sorted((cluster, other), key=lambda each: each.pk)
        held = {each.pk: locked(actor, each) for each in both}
        current, gone = held[cluster.pk], held[other.pk]
        authorize(actor, "change", current)
        authorize(actor, "change", gone)
        if current.pk == gone.pk or current.country_id != gone.country_id:
            raise ValidationError(_("Choose another cluster of the same State."))
        if ClusterStatus.SET_ASIDE in (current.status, gone.status):
            raise ValidationError(_("What was said to be no cluster is joined with none."))
        members = ClusterMember.objects.visible_to(actor)
        there = set(members.filter(cluster=current).values_list("recommendation", flat=True))
        _move(
            [m for m in members.filter(cluster=gone) if m.recommendation_id not in there], current
        )
        members.filter(cluster=gone).delete()
        RecommendationCluster.objects.visible_to(actor).filter(pk=gone.pk).delete()
    return current


def _move(members: list[ClusterMember], to: RecommendationCluster) -> None:
    for member in members:
        member.cluster = to
        member.save(update_fields=["cluster", "updated_at"])


def assign_cluster(
    *,
    actor: Actor,
    cluster: RecommendationCluster,
    lead: Institution,
    due_on: dt.date | None = None,
    version: int | None = None,
) -> list[RecommendationWork]:
    """Give all recommendations of a cluster to one institution, in one step; it is told once."""
    with writing(actor, event="recommendation_cluster.assigned"):
        changes = {"lead": lead, "due_on": due_on}
        current = update_record(actor=actor, instance=cluster, changes=changes, version=version)
        if current.status != ClusterStatus.ACCEPTED:
            current = decide_cluster(actor=actor, cluster=current, accept=True)
        rows = ReceivedRecommendation.objects.filter(
            pk__in=ClusterMember.objects.visible_to(actor)
            .filter(cluster=current)
            .values("recommendation")
        )
        given = {name: value for name, value in changes.items() if value is not None}
        return assign_recommendations(
            actor=actor, recommendations=list(rows.order_by("rank")), changes=given
        )
