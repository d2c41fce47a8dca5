"""Who writes evidence: whoever may change the record that it belongs to; and who opens it."""

from typing import Any

from apps.evidence.models import Evidence, Revision, Sensitivity
from focalpoint.actors import Actor
from focalpoint.policies import allowed, declare, may
from focalpoint.roles import APPROVERS, GOVERNMENT_WRITERS


def changes_its_record(actor: Actor, evidence: Evidence) -> bool:
    """Whether the actor sees and may change the record that the evidence belongs to."""
    record = evidence.carrier.find(actor, evidence.target_id)
    return record is not None and allowed(actor, evidence.carrier.verb, record)


def changes_record_of(actor: Actor, revision: Any) -> bool:
    """The same for a revision."""
    return changes_its_record(actor, revision.evidence)


def may_open(actor: Actor, evidence: Evidence) -> bool:
    """Whether the actor, who sees the evidence, may open its files.

    What is strictly restricted is opened by the people of its own institution alone; a State's
    auditor there sees that it exists and that it is intact, not what is in it.
    """
    if actor.is_system or evidence.sensitivity != Sensitivity.RESTRICTED:
        return True
    return any(
        post.office_id == evidence.office_id and post.role in GOVERNMENT_WRITERS
        for post in actor.posts
    )


_writers = may(GOVERNMENT_WRITERS, where=changes_its_record)

declare(Evidence, create=_writers, change=_writers, share=may(APPROVERS))
declare(Revision, create=may(GOVERNMENT_WRITERS, where=changes_record_of))
