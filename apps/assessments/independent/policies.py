"""Who asks institutions to rate factors, and who rates them."""

from apps.assessments.independent_models import IndependentRating, RatingReply, RatingRequest
from focalpoint.actors import Actor
from focalpoint.policies import declare, may
from focalpoint.roles import FOCAL_POINT_OFFICE, GOVERNMENT_WRITERS


def asks(actor: Actor, request: RatingRequest) -> bool:
    """Whether the actor belongs to the focal point's office that keeps the assessment."""
    return any(
        post.role in FOCAL_POINT_OFFICE and post.office_id and post.office_id == request.office_id
        for post in actor.posts
    )


def is_asked(actor: Actor, request: RatingRequest) -> bool:
    """Whether the actor writes for the institution that was asked."""
    return any(
        post.role in GOVERNMENT_WRITERS
        and post.office_id
        and post.office_id == request.institution_id
        for post in actor.posts
    )


def asked_it(actor: Actor, reply: RatingReply) -> bool:
    """The same as ``asks``, of a reply."""
    return asks(actor, reply.request)


def was_asked(actor: Actor, part: RatingReply | IndependentRating) -> bool:
    """The same as ``is_asked``, of a part."""
    return is_asked(actor, part.request)


declare(
    RatingRequest,
    create=may(FOCAL_POINT_OFFICE, where=asks),
    change=may(FOCAL_POINT_OFFICE, where=asks),
    answer=may(GOVERNMENT_WRITERS, where=is_asked),
)
declare(
    RatingReply,
    create=may(GOVERNMENT_WRITERS, where=was_asked),
    hand_in=may(GOVERNMENT_WRITERS, where=was_asked),
    give_back=may(FOCAL_POINT_OFFICE, where=asked_it),
)
declare(
    IndependentRating,
    create=may(GOVERNMENT_WRITERS, where=was_asked),
    change=may(GOVERNMENT_WRITERS, where=was_asked),
)
