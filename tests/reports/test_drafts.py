"""Drafts: of which frame each is, in whose name it is made, and that two at once do not collide."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from apps.accounts.models import Membership, User
from apps.reports.making import make_drafts
from apps.reports.models import Document
from apps.reports.selectors import problems
from apps.reports.services import ask_for_drafts, change_document, move_document, take_over
from apps.reports.tasks import make_drafts_task
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.roles import Role
from tests import factories as f
from tests.costs import statements
from tests.reports.conftest import again, approved, begun, part, training, written

pytestmark = pytest.mark.django_db


def framed(actor: Actor, document: Document, **changes: Any) -> None:
    with acting(actor):
        change_document(actor=actor, document=document, changes=changes, version=None)


@pytest.mark.parametrize(
    ("kind", "code", "frame", "change"),
    [
        ("country_update", "trainings", dict, lambda: {"period_end": dt.date(2026, 2, 28)}),
        ("country_update", "trainings", dict, lambda: {"language": "fr"}),
        ("upr_midterm", "overview", lambda: {"cycle": 4}, lambda: {"cycle": 3}),
        (
            "treaty_annex",
            "status",
            lambda: {"treaty": f.TreatyFactory()},
            lambda: {"treaty": f.TreatyFactory()},
        ),
    ],
)
def test_what_rests_on_a_draft_of_another_frame_is_not_approved(
    focal_point: Actor,
    kind: str,
    code: str,
    frame: Callable[[], dict[str, Any]],
    change: Callable[[], dict[str, Any]],
) -> None:
    document = begun(focal_point, kind, **frame())
    written(focal_point, document, "In our own words.", code)
    framed(focal_point, document, **change())
    make_drafts(actor=focal_point, document=document)
    with pytest.raises(ValidationError, match="another period, language or subject"):
        approved(focal_point, document)
    found = part(focal_point, document, code)
    assert found.has_newer_draft
    assert found.newest is not None
    with acting(focal_point):
        take_over(
            actor=focal_point,
            section=found.section,
            draft=found.newest,
            with_text=False,
            version=found.section.version,
        )
    assert approved(focal_point, document).number == 1


def test_a_draft_is_made_of_the_frame_as_it_is_by_then(
    focal_point: Actor, update: Document
) -> None:
    with acting(focal_point):
        ask_for_drafts(actor=focal_point, document=update)
    day = dt.date(2026, 3, 1)
    framed(focal_point, update, period_end=day, as_of=day, audience="public", language="fr")
    # As the task read it before the change.
    make_drafts(actor=focal_point, document=update)
    found = part(focal_point, update, "mechanism")
    assert found.newest is not None
    assert (found.newest.as_of, found.newest.audience) == (day, "public")
    assert "1 mars 2026" in found.text
    with acting(focal_point):
        fresh = Document.objects.get(pk=update.pk)
        assert found.newest.content["frame"] == fresh.frame
        assert not problems(fresh, [found])


def test_nothing_is_drafted_of_what_is_closed_by_now(
    focal_point: Actor, official: Actor, update: Document
) -> None:
    with acting(official):
        move_document(actor=official, document=update, to="review")
    assert update.is_open
    with acting(focal_point), pytest.raises(ValidationError, match="in review"):
        ask_for_drafts(actor=focal_point, document=update)


def test_what_somebody_asked_for_who_has_left_ends_and_blocks_nobody(
    focal_point: Actor, official: Actor, update: Document, client: Client
) -> None:
    for actor, code in ((focal_point, "steps"), (official, "trainings")):
        with acting(actor):
            ask_for_drafts(actor=actor, document=update, codes=[code])
    with acting(SYSTEM, reason="test"):
        Membership.objects.filter(user=official.user_id).update(ends_on=dt.date(2025, 12, 31))
        user = User.objects.get(pk=str(focal_point.user_id))
    make_drafts_task(str(update.pk))
    steps, trainings = part(focal_point, update, "steps"), part(focal_point, update)
    assert not steps.is_waiting
    assert not steps.has_failed
    assert trainings.was_refused
    client.force_login(user)
    shown = client.get(update.get_absolute_url()).content.decode()
    assert shown.count("whoever asked for it may not do so any more") == 1
    again(focal_point, update)
    assert not part(focal_point, update).has_failed


@pytest.mark.parametrize(
    ("role", "writes"),
    [(Role.OFFICIAL, True), (Role.AUDITOR, False), (Role.MINISTRY_OFFICER, False)],
)
def test_how_many_records_stay_out_is_told_to_writers_alone(
    office: Any, focal_point: Actor, client: Client, role: Role, writes: bool
) -> None:
    training(office, "Kept course", visibility="office")
    document = begun(focal_point, "country_update", audience="government")
    where = office if writes else f.InstitutionFactory(country=office.country)
    client.force_login(f.person(role, where))
    shown = client.get(document.get_absolute_url())
    assert shown.status_code == 200
    assert ("1 record is not open to these readers" in shown.content.decode()) is writes


def test_what_a_colleague_asks_for_again_is_made_in_their_name(
    focal_point: Actor, official: Actor, update: Document
) -> None:
    for actor in (official, focal_point):
        with acting(actor):
            ask_for_drafts(actor=actor, document=update, codes=["trainings"])
        with acting(SYSTEM, reason="test"):
            Membership.objects.filter(user=official.user_id).update(ends_on=dt.date(2025, 12, 31))
    make_drafts_task(str(update.pk))
    found = part(focal_point, update)
    assert not found.is_waiting
    assert not found.has_failed


def test_the_document_is_locked_before_its_sections(focal_point: Actor, update: Document) -> None:
    def first_lock(act: Callable[[], Any]) -> str:
        with statements() as sent:
            act()
        return re.findall(r'FOR UPDATE OF "(\w+)"', "\n".join(sent))[0]

    def ask() -> None:
        with acting(focal_point):
            ask_for_drafts(actor=focal_point, document=update)

    for act in (
        lambda: written(focal_point, update, "In our own words."),
        ask,
        lambda: framed(focal_point, update, language="fr"),
    ):
        make_drafts(actor=focal_point, document=update)
        assert first_lock(act) == "reports_document"


def test_a_report_on_a_step_is_cited_with_the_evidence_that_its_readers_read(
    office: Any, focal_point: Actor
) -> None:
    approved_at = dt.datetime(2026, 2, 2, tzinfo=dt.UTC)
    item = f.ItemFactory(code="R2013-A", label="(a)", title="Step")
    report = f.ProgressReportFactory(
        office=office, item=item, visibility="network", approved_at=approved_at
    )
    proof = {"office": office, "target_kind": "recommendations.report", "target_id": report.pk}
    on = {"action": None, "effective_on": dt.date(2026, 3, 2)}
    f.EvidenceFactory(title="Gazette", visibility="network", **proof, **on)
    f.EvidenceFactory(title="Home paper", visibility="government", **proof, **on)
    later = {**on, "effective_on": dt.date(2026, 4, 2)}
    f.EvidenceFactory(title="Later paper", visibility="network", **proof, **later)
    withdrawn = {"status": "withdrawn", "withdrawal_reason": "Wrong"}
    f.EvidenceFactory(title="Wrong paper", visibility="network", **proof, **on, **withdrawn)
    draft = part(focal_point, begun(focal_point, "country_update"), "steps")
    assert [source["title"] for source in draft.sources] == [
        "Progress report on step (a)",
        "Gazette",
    ]
    assert "Evidence: [2]" in draft.text
    assert draft.drafted["left_out"] == [
        "1 record is not open to these readers and stays out: evidence."
    ]
