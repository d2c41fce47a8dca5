"""Who keeps records of engagement: the focal point's office, and a ministry its own."""

from typing import Any

from focalpoint.actors import Actor
from focalpoint.policies import Grant, may
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE, Role

MINISTRY = {Role.MINISTRY_OFFICER}


def owns(actor: Actor, record: Any) -> bool:
    """Whether the officer's own institution keeps the record."""
    return any(
        post.role in MINISTRY and post.office_id and post.office_id == record.office_id
        for post in actor.posts
    )


KEEPERS = [may(FOCAL_POINT_OFFICE), may(MINISTRY, where=owns)]
# Of a record that is not approved yet, whoever keeps it; later only those who approve.
REMOVERS = [
    may(APPROVERS),
    may(FOCAL_POINT_OFFICE, where=lambda actor, record: record.approved_at is None),
    may(
        MINISTRY,
        where=lambda actor, record: record.approved_at is None and owns(actor, record),
    ),
]
VERBS: dict[str, Grant | list[Grant]] = {
    "create": KEEPERS,
    "change": KEEPERS,
    "delete": REMOVERS,
    "approve": may(APPROVERS),
    "share": may(APPROVERS),
}


def keepers_of(part_of: str) -> list[Grant]:
    """The same for the parts of such a record, which ``part_of`` names."""
    return [
        may(FOCAL_POINT_OFFICE),
        may(MINISTRY, where=lambda actor, part: owns(actor, getattr(part, part_of))),
    ]
