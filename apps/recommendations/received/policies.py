"""Who brings recommendations in, who assigns them, and who reports what was done."""

from apps.recommendations.cluster_models import (
    ClusterMember,
    MidtermDraft,
    RecommendationCluster,
)
from apps.recommendations.received_import_models import RecommendationImport
from apps.recommendations.received_models import (
    ReceivedRecommendation,
    RecommendationProgress,
    RecommendationWork,
)
from focalpoint.actors import Actor
from focalpoint.policies import declare, may
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE, Role


def leads(actor: Actor, report: RecommendationProgress) -> bool:
    """Whether the officer's own ministry leads on the recommendation."""
    ministries = {
        post.office_id
        for post in actor.posts
        if post.role == Role.MINISTRY_OFFICER and post.office_id
    }
    known = report._state.fields_cache.get("recommendation")
    if known is not None and ReceivedRecommendation.work.is_cached(known):
        # The page has read it already.
        return known.work.lead_id in ministries
    work = RecommendationWork.objects.visible_to(actor).filter(lead__in=ministries)
    return work.filter(recommendation=report.recommendation_id).exists()


# The secretariat for all States; a focal point's office what was recommended to its own.
declare(RecommendationImport, upload=may({Role.SECRETARIAT} | FOCAL_POINT_OFFICE))
declare(RecommendationWork, create=may(FOCAL_POINT_OFFICE), change=may(FOCAL_POINT_OFFICE))
declare(
    RecommendationProgress,
    create=[may(FOCAL_POINT_OFFICE), may({Role.MINISTRY_OFFICER}, where=leads)],
    approve=may(APPROVERS),
    share=may(APPROVERS),
)
declare(RecommendationCluster, create=may(FOCAL_POINT_OFFICE), change=may(FOCAL_POINT_OFFICE))
declare(ClusterMember, create=may(FOCAL_POINT_OFFICE), change=may(FOCAL_POINT_OFFICE))
declare(MidtermDraft, create=may(FOCAL_POINT_OFFICE))
