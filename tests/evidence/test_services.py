"""What the writers of evidence promise."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from apps.accounts.selectors import actor_for
from apps.evidence import storage
from apps.evidence.models import Evidence, Revision
from apps.evidence.services import (
    attach_files,
    attach_link,
    change_evidence,
    restore_evidence,
    revise_evidence,
    withdraw_evidence,
)
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from tests.evidence.conftest import upload
from tests.evidence.samples import EXE, PDF, png
from tests.factories import (
    ActionFactory,
    EvidenceFactory,
    FactorRatingFactory,
    RevisionFactory,
    actor,
)

pytestmark = pytest.mark.django_db


def stored():
    with acting(SYSTEM):
        return list(Evidence.objects.order_by("pk"))


def revisions(evidence):
    with acting(SYSTEM):
        return list(Revision.objects.filter(evidence=evidence).order_by("number"))


def files_in(root):
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.fixture
def item(official, action):
    [found] = attach_files(actor=official, target=action, files=[upload("law.pdf", PDF)])
    return found


class TestAttachFiles:
    def test_each_file_becomes_an_item_that_hangs_on_the_record(self, official, amina, action):
        found = attach_files(
            actor=official,
            target=action,
            files=[upload("draft bill.pdf", PDF), upload("map.png", png())],
            effective_on=dt.date(2026, 3, 2),
            note="From the minister's office",
        )
        assert [item.title for item in found] == ["draft bill", "map"]
        first = stored()[0]
        assert (first.target_kind, first.target_id) == ("actions.action", action.pk)
        assert (first.country_id, first.office_id) == (action.country_id, action.office_id)
        assert first.added_by_id == amina.pk
        assert (first.effective_on, first.visibility) == (dt.date(2026, 3, 2), "government")
        [revision] = revisions(first)
        assert (revision.number, revision.name, revision.media_type) == (
            1,
            "draft bill.pdf",
            "application/pdf",
        )
        assert (revision.size, revision.uploaded_by) == (len(PDF), amina)
        assert revision.note == "From the minister's office"

    def test_the_checksum_is_that_of_the_bytes_on_the_disk(self, item):
        [revision] = revisions(item)
        with storage.opened(revision.pk) as content:
            assert storage.digest_of(content) == storage.Kept(len(PDF), revision.sha256)
            assert content.read() == PDF

    def test_the_files_are_readable_by_nobody_else(self, item, evidence_root):
        [path] = files_in(evidence_root)
        assert path.stat().st_mode & 0o077 == 0

    def test_one_refused_file_refuses_all_and_nothing_is_written(
        self, official, action, evidence_root
    ):
        files = [upload("law.pdf", PDF), upload("report.pdf", EXE), upload("empty.txt", b"")]
        with pytest.raises(ValidationError) as refusal:
            attach_files(actor=official, target=action, files=files)
        assert refusal.value.message_dict["files"] == [
            "report.pdf: it is a program or a script, not a document.",
            "empty.txt: the file is empty.",
        ]
        assert stored() == []
        assert files_in(evidence_root) == []

    def test_a_failure_in_the_middle_leaves_no_row_and_no_file(
        self, official, action, evidence_root, monkeypatch
    ):
        keep = storage.keep
        calls = []

        def full(key, content):
            calls.append(key)
            if len(calls) == 2:
                raise OSError(28, "No space left on device")
            return keep(key, content)

        monkeypatch.setattr(storage, "keep", full)
        files = [upload("a.pdf", PDF), upload("b.pdf", PDF)]
        with pytest.raises(OSError, match="No space"):
            attach_files(actor=official, target=action, files=files)
        assert stored() == []
        assert files_in(evidence_root) == []

    def test_a_disk_that_fills_while_a_file_is_written_leaves_nothing_of_it(
        self, official, action, evidence_root
    ):
        class Broken(ContentFile):
            def chunks(self, chunk_size=None):
                yield PDF[:100]
                raise OSError(28, "No space left on device")

        with pytest.raises(OSError, match="No space"):
            attach_files(actor=official, target=action, files=[Broken(PDF, name="a.pdf")])
        assert files_in(evidence_root) == []

    def test_without_a_file_there_is_nothing_to_add(self, official, action):
        with pytest.raises(ValidationError):
            attach_files(actor=official, target=action, files=[])

    def test_a_title_for_several_files_tells_them_apart(self, official, action):
        files = [upload("page 1.png", png()), upload("page 2.png", png())]
        found = attach_files(actor=official, target=action, files=files, title="The letter")
        assert [item.title for item in found] == ["The letter – page 1", "The letter – page 2"]

    def test_it_holds_from_today_in_the_capital_unless_said_otherwise(
        self, official, action, monkeypatch
    ):
        monkeypatch.setattr(
            "django.utils.timezone.now", lambda: dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)
        )
        with acting(SYSTEM, reason="east"):
            action.country.time_zone = "Asia/Tokyo"
        [item] = attach_files(actor=official, target=action, files=[upload("law.pdf", PDF)])
        assert item.effective_on == dt.date(2026, 3, 2)

    def test_the_system_attaches_in_the_name_of_the_owning_office(self, action):
        [item] = attach_files(
            actor=SYSTEM,
            target=action,
            files=[ContentFile(PDF, name="mail.pdf")],
            reason="came by mail",
        )
        assert (item.office_id, item.added_by_id) == (action.office_id, None)

    def test_a_ministry_adds_to_what_it_leads(self, officer, ministry, office):
        led = ActionFactory(office=office, lead_institution=ministry)
        [item] = attach_files(actor=officer, target=led, files=[upload("law.pdf", PDF)])
        assert item.office_id == ministry.pk

    def test_and_to_nothing_else(self, officer, action):
        with pytest.raises(PermissionDenied):
            attach_files(actor=officer, target=action, files=[upload("law.pdf", PDF)])

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.CONTRIBUTOR])
    def test_who_only_reads_adds_nothing(self, role, action):
        reader = actor(role, action.office)
        with pytest.raises(PermissionDenied):
            attach_files(actor=reader, target=action, files=[upload("law.pdf", PDF)])

    def test_another_state_adds_nothing(self, action):
        stranger = actor(Role.FOCAL_POINT)
        with pytest.raises(PermissionDenied):
            attach_files(actor=stranger, target=action, files=[upload("law.pdf", PDF)])

    def test_a_record_that_carries_no_evidence_takes_none(self, official, office):
        rating = FactorRatingFactory(assessment__office=office)
        with pytest.raises((LookupError, AttributeError)):
            attach_files(actor=official, target=rating, files=[upload("law.pdf", PDF)])


class TestSensitivity:
    @pytest.mark.parametrize(
        ("sensitivity", "visibility"),
        [("sensitive", "network"), ("sensitive", "public"), ("restricted", "government")],
    )
    def test_it_limits_how_far_an_item_is_shared(self, official, action, sensitivity, visibility):
        with pytest.raises(ValidationError) as refusal:
            attach_files(
                actor=official,
                target=action,
                files=[upload("law.pdf", PDF)],
                sensitivity=sensitivity,
                visibility=visibility,
            )
        assert "visibility" in refusal.value.message_dict

    def test_the_database_refuses_it_too(self, item):
        with acting(SYSTEM, reason="attack"), pytest.raises(DatabaseError), transaction.atomic():
            Evidence.objects.filter(pk=item.pk).update(sensitivity="sensitive", visibility="public")

    def test_what_is_strictly_restricted_starts_at_the_office(self, official, action):
        [item] = attach_files(
            actor=official,
            target=action,
            files=[upload("names.pdf", PDF)],
            sensitivity="restricted",
        )
        assert item.visibility == "office"

    def test_to_keep_an_item_less_carefully_needs_a_reason(self, official, action):
        item = EvidenceFactory(office=action.office, action=action, sensitivity="sensitive")
        change = {"actor": official, "evidence": item, "changes": {"sensitivity": "ordinary"}}
        with pytest.raises(ValidationError) as refusal:
            change_evidence(**change, version=1)
        assert "reason" in refusal.value.message_dict
        assert (
            change_evidence(**change, version=1, reason="It was published").sensitivity
            == "ordinary"
        )

    def test_to_keep_it_more_carefully_needs_none(self, official, item):
        changes = {"sensitivity": "restricted", "visibility": "office"}
        changed = change_evidence(actor=official, evidence=item, changes=changes, version=1)
        assert changed.sensitivity == "restricted"


class TestAttachLink:
    def test_a_link_is_kept_as_it_is(self, official, action):
        item = attach_link(
            actor=official, target=action, url="https://example.org/gazette/12", title="Gazette 12"
        )
        [revision] = revisions(item)
        assert (revision.url, revision.name, revision.sha256) == (
            "https://example.org/gazette/12",
            "",
            "",
        )
        assert item.title == "Gazette 12"

    @pytest.mark.parametrize("url", ["", "gazette", "javascript:alert(1)", "file:///etc/passwd"])
    def test_only_an_address_of_the_web_is_one(self, official, action, url):
        with pytest.raises(ValidationError) as refusal:
            attach_link(actor=official, target=action, url=url, title="x")
        assert "url" in refusal.value.message_dict
        assert stored() == []


class TestRevise:
    def test_the_earlier_revisions_stay(self, official, item):
        changed = revise_evidence(
            actor=official, evidence=item, version=1, file=upload("law v2.pdf", PDF + b"\n")
        )
        first, second = revisions(item)
        assert (changed.revision_number, second.number, second.name) == (2, 2, "law v2.pdf")
        assert first.sha256 != second.sha256
        assert storage.path_of(first.pk).read_bytes() == PDF

    def test_a_file_may_be_followed_by_a_link(self, official, item):
        revise_evidence(
            actor=official, evidence=item, version=1, url="https://example.org/law", note="online"
        )
        assert [bool(r.url) for r in revisions(item)] == [False, True]

    def test_it_may_hold_from_another_day(self, official, item):
        changed = revise_evidence(
            actor=official,
            evidence=item,
            version=1,
            file=upload("law.pdf", PDF),
            effective_on=dt.date(2027, 1, 1),
        )
        assert changed.effective_on == dt.date(2027, 1, 1)

    def test_two_at_once_do_not_overwrite_each_other(self, official, item, evidence_root):
        revise_evidence(actor=official, evidence=item, version=1, file=upload("a.pdf", PDF))
        with pytest.raises(StaleVersionError):
            revise_evidence(actor=official, evidence=item, version=1, file=upload("b.pdf", PDF))
        assert [r.name for r in revisions(item)] == ["law.pdf", "a.pdf"]
        assert len(files_in(evidence_root)) == 2

    def test_a_refused_file_changes_nothing(self, official, item):
        with pytest.raises(ValidationError, match="program"):
            revise_evidence(actor=official, evidence=item, version=1, file=upload("a.pdf", EXE))
        assert len(revisions(item)) == 1

    def test_a_withdrawn_item_is_not_revised(self, official, item):
        gone = withdraw_evidence(actor=official, evidence=item, version=1, reason="wrong file")
        with pytest.raises(ValidationError):
            revise_evidence(
                actor=official, evidence=gone, version=gone.version, file=upload("a.pdf", PDF)
            )

    def test_a_revision_is_never_changed_nor_deleted(self, item):
        for attack in (
            lambda rows: rows.update(sha256="0" * 64),
            lambda rows: rows.update(name="other.pdf"),
            lambda rows: rows.delete(),
        ):
            with (
                acting(SYSTEM, reason="attack"),
                pytest.raises(DatabaseError),
                transaction.atomic(),
            ):
                attack(Revision.objects.filter(evidence=item))


class TestChange:
    def test_title_date_and_visibility_change_with_the_reason_in_the_history(
        self, official, kofi, item
    ):
        changes = {
            "title": "The act",
            "effective_on": dt.date(2025, 1, 1),
            "visibility": "network",
        }
        change_evidence(
            actor=actor_for(kofi), evidence=item, changes=changes, version=1, reason="Gazetted"
        )
        with acting(official):
            newest = history_of(Evidence.objects.get(pk=item.pk))[0]
        assert newest.reason == "Gazetted"
        assert {change.label: change.after for change in newest.changes} == {
            "title": "The act",
            "effective on": "1 January 2025",
            "visibility": "The network",
        }

    @pytest.mark.parametrize("level", ["network", "public"])
    def test_those_who_approve_share_it_abroad_and_nobody_else(
        self, official, kofi, item, action, level
    ):
        more = {"target": action, "url": "https://example.org/law", "visibility": level}
        with pytest.raises(ValidationError, match="Only the focal point and the deputy"):
            attach_link(actor=official, **more)
        with pytest.raises(ValidationError, match="Only the focal point and the deputy"):
            attach_files(
                actor=official, target=action, files=[upload("a.pdf", PDF)], visibility=level
            )
        change = {"visibility": level}
        with pytest.raises(ValidationError, match="Only the focal point and the deputy"):
            change_evidence(actor=official, evidence=item, changes=change, version=1)
        assert {each.visibility for each in stored()} == {"government"}
        attach_link(actor=actor_for(kofi), **more)
        change_evidence(actor=actor_for(kofi), evidence=item, changes=change, version=1)
        assert {each.visibility for each in stored()} == {level}
        # To share it less is for whoever may change it.
        less = {"visibility": "government"}
        change_evidence(actor=official, evidence=item, changes=less, version=2)

    @pytest.mark.parametrize("name", ["target_id", "country", "status", "revision_number"])
    def test_the_rest_has_other_doors_or_none(self, official, item, name):
        with pytest.raises(ValidationError):
            change_evidence(actor=official, evidence=item, changes={name: "x"}, version=1)

    def test_nobody_hides_an_item_from_themselves(self, official, ministry, item):
        changes = {"office": ministry, "visibility": "office"}
        with pytest.raises(ValidationError, match="could not see it"):
            change_evidence(actor=official, evidence=item, changes=changes, version=1)


class TestWithdraw:
    def test_it_stays_readable_with_the_reason(self, official, item):
        gone = withdraw_evidence(actor=official, evidence=item, version=1, reason=" Wrong file ")
        assert (gone.status, gone.withdrawal_reason) == ("withdrawn", "Wrong file")
        assert len(revisions(item)) == 1
        with acting(official):
            assert history_of(Evidence.objects.get(pk=item.pk))[0].reason == " Wrong file "

    def test_it_needs_a_reason(self, official, item):
        with pytest.raises(ValidationError):
            withdraw_evidence(actor=official, evidence=item, version=1, reason="  ")

    def test_it_can_be_taken_back(self, official, item):
        gone = withdraw_evidence(actor=official, evidence=item, version=1, reason="Wrong file")
        back = restore_evidence(actor=official, evidence=gone, version=gone.version)
        assert (back.status, back.withdrawal_reason) == ("current", "")

    def test_a_reader_withdraws_nothing(self, auditor, item):
        with pytest.raises(PermissionDenied):
            withdraw_evidence(actor=auditor, evidence=item, version=1, reason="x")


def test_a_file_of_the_factory_lies_in_its_place(db):
    revision = RevisionFactory(content=b"abc")
    assert storage.path_of(revision.pk).read_bytes() == b"abc"
