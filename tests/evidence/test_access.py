"""Who sees and who opens evidence: the record it hangs on, its visibility and its sensitivity."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from apps.evidence.integrity import open_revision
from apps.evidence.models import Evidence, Opening, Revision
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.attachments import Carrier, carriers, register
from focalpoint.roles import Role
from tests.factories import (
    ActionFactory,
    EvidenceFactory,
    InstitutionFactory,
    LinkRevisionFactory,
    RevisionFactory,
    actor,
)

pytestmark = pytest.mark.django_db


def sees(who, evidence):
    """Through the application's filter, and without it through the database's; both agree."""
    with acting(who):
        filtered = Evidence.objects.visible_to(who).filter(pk=evidence.pk).exists()
        bare = Evidence.objects.filter(pk=evidence.pk).exists()
        parts = Revision.objects.visible_to(who).filter(evidence=evidence).exists()
        bare_parts = Revision.objects.filter(evidence=evidence).exists()
    assert filtered == bare == parts == bare_parts
    return bare


def evidence_on(action, **values):
    evidence = EvidenceFactory(office=action.office, action=action, **values)
    RevisionFactory(evidence=evidence)
    return evidence


@pytest.mark.parametrize(
    ("of_action", "of_evidence", "expected"),
    [
        ("government", "government", {"office", "ministry"}),
        ("government", "office", {"office"}),
        ("office", "government", {"office"}),
        ("office", "office", {"office"}),
        ("network", "network", {"office", "ministry", "network"}),
        ("government", "network", {"office", "ministry"}),
        ("network", "government", {"office", "ministry"}),
        ("public", "public", {"office", "ministry", "network", "contributor"}),
        ("public", "government", {"office", "ministry"}),
    ],
)
def test_it_is_read_by_those_who_read_both_it_and_its_record(
    office, ministry, of_action, of_evidence, expected
):
    action = ActionFactory(office=office, visibility=of_action)
    evidence = evidence_on(action, visibility=of_evidence)
    people = {
        "office": actor(Role.OFFICIAL, office),
        "ministry": actor(Role.MINISTRY_OFFICER, ministry),
        "network": actor(Role.COORDINATOR),
        "contributor": actor(Role.CONTRIBUTOR, InstitutionFactory()),
    }
    assert {name for name, who in people.items() if sees(who, evidence)} == expected


def test_it_disappears_when_its_record_is_closed_to_the_reader(office, ministry):
    action = ActionFactory(office=office)
    evidence = evidence_on(action)
    officer = actor(Role.MINISTRY_OFFICER, ministry)
    assert sees(officer, evidence)
    with acting(SYSTEM, reason="closed"):
        type(action).objects.filter(pk=action.pk).update(visibility="office")
    assert not sees(officer, evidence)


def test_the_system_still_finds_what_hangs_on_a_record_that_is_gone(office, official):
    action = ActionFactory(office=office)
    evidence = evidence_on(action)
    with acting(SYSTEM, reason="gone"):
        type(action).objects.filter(pk=action.pk).delete()
        assert Revision.objects.filter(evidence=evidence).exists()
    assert not sees(official, evidence)


class TestDatabase:
    """Row-level security alone, without a service."""

    def test_evidence_cannot_hang_on_a_record_of_another_state(self, office, official):
        foreign = ActionFactory(visibility="public")
        evidence = EvidenceFactory.build(
            office=office, country=office.country, target_id=foreign.pk, action=None
        )
        with acting(official, reason="attack"), pytest.raises(DatabaseError), transaction.atomic():
            evidence.save(force_insert=True)

    def test_nor_on_one_that_the_writer_does_not_see(self, ministry, official):
        hidden = ActionFactory(office=ministry, visibility="office")
        evidence = EvidenceFactory.build(
            office=ministry, country=ministry.country, target_id=hidden.pk, action=None
        )
        with acting(official, reason="attack"), pytest.raises(DatabaseError), transaction.atomic():
            evidence.save(force_insert=True)

    def test_nor_be_moved_there(self, official, action):
        evidence = evidence_on(action)
        foreign = ActionFactory(visibility="public")
        rows = Evidence.objects.filter(pk=evidence.pk)
        with acting(official, reason="attack"), pytest.raises(DatabaseError), transaction.atomic():
            rows.update(target_id=foreign.pk)

    def test_nor_on_a_kind_that_nobody_registered(self, official, action):
        evidence = evidence_on(action)
        rows = Evidence.objects.filter(pk=evidence.pk)
        with acting(official, reason="attack"), pytest.raises(DatabaseError), transaction.atomic():
            rows.update(target_kind="actions.nothing")


class TestOpening:
    @pytest.fixture
    def restricted(self, action):
        return RevisionFactory(
            evidence__office=action.office,
            evidence__action=action,
            evidence__sensitivity="restricted",
            evidence__visibility="office",
        )

    def opened(self, who, revision, means="download"):
        with acting(who):
            open_revision(actor=who, revision=revision, means=means).close()

    def openings(self, revision):
        with acting(SYSTEM):
            rows = Opening.objects.filter(revision=revision)
            return list(rows.values_list("user__name", "means"))

    def test_ordinary_evidence_is_opened_without_a_trace(self, official, action):
        revision = RevisionFactory(evidence=EvidenceFactory(office=action.office, action=action))
        self.opened(official, revision)
        assert self.openings(revision) == []

    def test_each_opening_of_sensitive_evidence_is_written_down(self, official, auditor, action):
        revision = RevisionFactory(
            evidence__office=action.office,
            evidence__action=action,
            evidence__sensitivity="sensitive",
        )
        self.opened(official, revision, "preview")
        self.opened(auditor, revision)
        assert self.openings(revision) == [
            (auditor.name, "download"),
            (official.name, "preview"),
        ]

    def test_what_is_strictly_restricted_is_opened_by_its_office(self, official, restricted):
        self.opened(official, restricted)
        assert self.openings(restricted) == [(official.name, "download")]

    def test_but_not_by_its_auditor(self, auditor, restricted):
        assert sees(auditor, restricted.evidence)
        with pytest.raises(PermissionDenied):
            self.opened(auditor, restricted)
        assert self.openings(restricted) == []

    def test_nor_by_a_token(self, official, restricted):
        with pytest.raises(PermissionDenied):
            self.opened(official, restricted, "api")

    def test_the_log_of_openings_cannot_be_rewritten(self, official, restricted):
        self.opened(official, restricted)
        for attack in (lambda rows: rows.update(means="api"), lambda rows: rows.delete()):
            with (
                acting(SYSTEM, reason="attack"),
                pytest.raises(DatabaseError),
                transaction.atomic(),
            ):
                attack(Opening.objects.all())


class TestRegistry:
    def test_a_kind_is_registered_once(self):
        with pytest.raises(ValueError, match="twice"):
            register(carriers()["actions.action"])

    def test_a_part_of_a_record_carries_nothing(self):
        with pytest.raises(TypeError):
            register(Carrier("evidence.revision", Revision, "Revision"))

    def test_a_link_has_no_file_to_open(self, official, action):
        link = LinkRevisionFactory(evidence=EvidenceFactory(office=action.office, action=action))
        with acting(official), pytest.raises(FileNotFoundError):
            open_revision(actor=official, revision=link, means="download")
