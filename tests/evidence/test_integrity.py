"""A file that changed on the disk is reported and never given out."""

import datetime as dt
import os
import time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.selectors import actor_for
from apps.evidence import storage
from apps.evidence.errors import DamagedEvidenceError
from apps.evidence.integrity import (
    blocks_of,
    open_revision,
    sweep_files,
    verify_oldest,
    verify_revision,
)
from apps.evidence.models import Evidence, Revision
from apps.evidence.tasks import sweep_evidence_task, verify_evidence_task
from apps.reminders.personal import Notice
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.history import history_of
from focalpoint.ids import uuid7
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import (
    EvidenceFactory,
    InstitutionFactory,
    LinkRevisionFactory,
    RevisionFactory,
    person,
)

pytestmark = pytest.mark.django_db

CONTENT = b"The minister's answer.\n" * 100


@pytest.fixture
def revision(action):
    evidence = EvidenceFactory(office=action.office, action=action)
    return RevisionFactory(evidence=evidence, content=CONTENT)


def now_of(revision):
    with acting(SYSTEM):
        return Revision.objects.select_related("evidence").get(pk=revision.pk)


def tamper(revision, content=b"x" + CONTENT[1:]):
    storage.path_of(revision.pk).write_bytes(content)


def given_out(official, revision):
    with acting(official):
        opened = open_revision(actor=official, revision=now_of(revision), means="download")
        return b"".join(blocks_of(revision, opened))


class TestDownload:
    def test_an_intact_file_is_given_out_whole(self, official, revision):
        assert given_out(official, revision) == CONTENT

    @pytest.mark.parametrize("content", [b"x" + CONTENT[1:], CONTENT[:-1], CONTENT + b"x", b""])
    def test_a_changed_file_is_reported_and_not_given_out(self, official, revision, content):
        tamper(revision, content)
        with pytest.raises(DamagedEvidenceError):
            given_out(official, revision)
        assert now_of(revision).is_damaged

    def test_a_file_that_is_gone_is_reported(self, official, revision):
        storage.discard(revision.pk)
        with pytest.raises(DamagedEvidenceError):
            given_out(official, revision)
        assert now_of(revision).is_damaged

    def test_the_damage_stands_in_the_history_and_in_the_log(self, official, revision, capsys):
        tamper(revision)
        with pytest.raises(DamagedEvidenceError):
            given_out(official, revision)
        with acting(official):
            newest = history_of(Revision.objects.get(pk=revision.pk))[0]
        assert (newest.event, newest.actor) == ("evidence.damaged", SYSTEM.name)
        assert newest.reason == "The file is not what was handed in."

    def test_restored_from_a_backup_it_is_given_out_again(self, official, revision):
        tamper(revision)
        with pytest.raises(DamagedEvidenceError):
            given_out(official, revision)
        tamper(revision, CONTENT)
        assert given_out(official, revision) == CONTENT
        assert not now_of(revision).is_damaged

    def test_a_large_file_that_was_changed_arrives_incomplete(self, official, revision, settings):
        settings.EVIDENCE_VERIFY_BYTES = 10
        tamper(revision)
        with acting(official):
            opened = open_revision(actor=official, revision=revision, means="download")
            blocks = blocks_of(revision, opened)
            received = b""
            with pytest.raises(DamagedEvidenceError):
                received += next(blocks)
        assert len(received) < len(CONTENT)
        assert now_of(revision).is_damaged
        with pytest.raises(DamagedEvidenceError):
            given_out(official, revision)

    def test_a_large_file_of_another_length_is_not_even_begun(self, official, revision, settings):
        settings.EVIDENCE_VERIFY_BYTES = 10
        tamper(revision, CONTENT[:-1])
        with acting(official), pytest.raises(DamagedEvidenceError):
            open_revision(actor=official, revision=revision, means="download")


class TestVerification:
    def test_a_right_checksum_is_noted_with_its_time(self, revision):
        assert verify_revision(revision=revision)
        assert now_of(revision).checked_at is not None

    def test_without_a_line_in_the_history_each_time(self, revision):
        before = revision_events(revision)
        verify_revision(revision=revision)
        verify_revision(revision=revision)
        assert revision_events(revision) == before

    def test_the_first_day_of_the_damage_stays(self, revision):
        tamper(revision)
        assert not verify_revision(revision=revision)
        first = now_of(revision).damaged_at
        assert not verify_revision(revision=revision)
        assert now_of(revision).damaged_at == first

    def test_the_task_finds_what_nobody_downloads(self, revision):
        tamper(revision)
        verify_evidence_task()
        assert now_of(revision).is_damaged

    def test_it_checks_each_file_once_a_week_and_links_never(self, revision, settings):
        link = LinkRevisionFactory(evidence=revision.evidence, number=2)
        now = timezone.now()
        assert not verify_oldest(now=now, seconds=10)
        checked = now_of(revision).checked_at
        verify_oldest(now=now, seconds=10)
        assert now_of(revision).checked_at == checked
        verify_oldest(now=now + dt.timedelta(days=8), seconds=10)
        assert now_of(revision).checked_at > checked
        assert now_of(link).checked_at is None

    def test_it_stops_when_its_time_is_over_and_says_so(self, revision):
        assert verify_oldest(now=timezone.now(), seconds=-1)

    def test_damaged_files_do_not_keep_it_from_the_others(self, revision):
        tamper(revision)
        other = RevisionFactory(evidence=revision.evidence, number=2)
        assert not verify_oldest(now=timezone.now(), seconds=10)
        assert now_of(other).checked_at is not None


class TestSweep:
    def leave(self, path, *, days):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
        then = time.time() - days * 86400
        os.utime(path, (then, then))
        return path

    def test_what_a_killed_upload_left_is_removed(self, revision):
        half = self.leave(storage.incoming() / "x.part", days=2)
        unclaimed = self.leave(storage.path_of(uuid7()), days=8)
        assert sweep_files(now=timezone.now()) == 2
        assert not half.exists()
        assert not unclaimed.exists()

    def test_what_may_still_be_written_is_left_alone(self, revision):
        half = self.leave(storage.incoming() / "x.part", days=0.5)
        whole = self.leave(storage.path_of(uuid7()), days=6)
        sweep_evidence_task()
        assert half.exists()
        assert whole.exists()

    def test_no_file_of_a_revision_is_ever_removed(self, revision):
        path = storage.path_of(revision.pk)
        os.utime(path, (0, 0))
        assert sweep_files(now=timezone.now()) == 0
        assert path.exists()

    def test_an_empty_store_has_nothing_to_sweep(self, db):
        assert sweep_files(now=timezone.now()) == 0


def revision_events(revision):
    with acting(SYSTEM):
        return revision.events.count()


class TestWhoIsTold:
    @pytest.fixture
    def focal_point(self, action):
        return person(Role.FOCAL_POINT, action.office)

    @pytest.fixture
    def uploader(self, action):
        return person(Role.OFFICIAL, action.office)

    @pytest.fixture
    def theirs(self, action, uploader):
        evidence = EvidenceFactory(office=action.office, action=action)
        return RevisionFactory(evidence=evidence, content=CONTENT, uploaded_by=uploader)

    def told(self):
        with acting(SYSTEM):
            rows = Notice.objects.filter(kind="evidence.damaged")
            return sorted(rows.values_list("recipient", flat=True), key=str)

    def test_the_focal_point_and_the_uploader_once(self, theirs, focal_point, uploader, action):
        person(Role.FOCAL_POINT)  # of another State
        person(Role.OFFICIAL, action.office)
        tamper(theirs)
        for _ in range(3):
            verify_revision(revision=now_of(theirs))
        assert self.told() == sorted([focal_point.pk, uploader.pk], key=str)

    def test_anew_when_what_was_put_back_is_damaged_again(self, theirs, focal_point, uploader):
        tamper(theirs)
        verify_revision(revision=now_of(theirs))
        tamper(theirs, CONTENT)
        assert verify_revision(revision=now_of(theirs))
        assert len(self.told()) == 2
        tamper(theirs)
        verify_revision(revision=now_of(theirs))
        assert len(self.told()) == 4

    def test_it_names_the_file_and_leads_to_it(self, theirs, focal_point):
        tamper(theirs)
        verify_revision(revision=now_of(theirs))
        client = Client()
        client.force_login(focal_point)
        page = client.get(reverse("reminder-list")).text
        assert f"“{theirs.name}” is not what was handed in" in page
        assert theirs.evidence.get_absolute_url() in page

    def test_nobody_reads_of_what_they_may_not_see(self, theirs, action):
        """What one institution keeps to itself stays there: its file's name, too."""
        other = person(Role.FOCAL_POINT, InstitutionFactory(country=action.country))
        with acting(SYSTEM, reason="test"):
            Evidence.objects.filter(pk=theirs.evidence_id).update(visibility=Visibility.OFFICE)
        tamper(theirs)
        verify_revision(revision=now_of(theirs))
        actor = actor_for(other)
        with acting(actor):
            assert not Notice.objects.visible_to(actor).exists()
