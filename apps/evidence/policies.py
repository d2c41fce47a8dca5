"""Who writes evidence: whoever may change the record that it belongs to; and who opens it.

Where people vouch for a record with its evidence, each institution changes what it brought.
"""

from apps.evidence.models import Evidence, Revision, Sensitivity
from focalpoint.actors import Actor
from focalpoint.policies import allowed, declare, may
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE, GOVERNMENT_WRITERS


def changes_its_record(actor: Actor, evidence: Evidence) -> bool:
    """Whether the actor sees and may change the record that the evidence belongs to."""
    record = evidence.carrier.find(actor, evidence.target_id)
    return record is not None and allowed(actor, evidence.carrier.verb, record)


def changes_it(actor: Actor, evidence: Evidence) -> bool:
    """Whether the actor may also change the item itself, and not only add another."""
    if evidence.carrier.vouched and not _answers_for(actor, evidence):
        return False
    return changes_its_record(actor, evidence)


def _answers_for(actor: Actor, evidence: Evidence) -> bool:
    """Whether the actor's institution brought it, or is the focal point's office."""
    return _is_of_its_office(actor, evidence) or evidence.country_id in actor.countries_as(
        FOCAL_POINT_OFFICE
    )


def _is_of_its_office(actor: Actor, evidence: Evidence) -> bool:
    return any(
        post.office_id == evidence.office_id and post.role in GOVERNMENT_WRITERS
        for post in actor.posts
    )


def adds_revision(actor: Actor, revision: Revision) -> bool:
    """The first revision comes with its item; the others change it."""
    return allowed(actor, "create" if revision.number == 1 else "change", revision.evidence)


def may_open(actor: Actor, evidence: Evidence) -> bool:
    """Whether the actor, who sees the evidence, may open its files.

    What is strictly restricted is opened by the people of its own institution alone; a State's
    auditor there sees that it exists and that it is intact, not what is in it.
    """
    if actor.is_system or evidence.sensitivity != Sensitivity.RESTRICTED:
        return True
    return _is_of_its_office(actor, evidence)


declare(
    Evidence,
    create=may(GOVERNMENT_WRITERS, where=changes_its_record),
    change=may(GOVERNMENT_WRITERS, where=changes_it),
    share=may(APPROVERS),
)
declare(Revision, create=may(GOVERNMENT_WRITERS, where=adds_revision))
