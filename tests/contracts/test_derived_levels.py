"""What is made of a record that one office alone sees stays in that office, whoever makes it.

One action of a ministry, seen by the ministry alone, goes through every service that derives
something of it. Then people of other offices look for its words in every table and history, by
row-level security alone, on every page that lists something, and in the mail that went out.
"""

import datetime as dt
from email.utils import parseaddr
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Membership
from apps.accounts.selectors import actor_for
from apps.actions.bulk_services import apply_bulk_change, select_for_change
from apps.actions.checklists import add_checklist_item
from apps.actions.discussion import comment_on_action
from apps.actions.handover import hand_over
from apps.actions.models import Action
from apps.actions.series import continue_all_series, start_series
from apps.actions.services import change_status, create_action, log_update
from apps.actions.template_models import ActionTemplate
from apps.actions.templates import Start, keep_template, start_template
from apps.assessments.models import Assessment
from apps.correspondence.reception import accept_mail
from apps.correspondence.routing import address_of_state
from apps.correspondence.services import apply_mail
from apps.evidence.services import attach_link
from apps.reminders.feeds import create_feed, read_calendar
from apps.reminders.services import deliver_digests, sweep_deadlines
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.db.rls import history_models, scoped_models
from focalpoint.roles import Role
from focalpoint.scope import scope_of
from focalpoint.visibility import Visibility
from tests import factories as f
from tests.actions.sheets import applied, csv_sheet
from tests.contracts.access_pages import PAGES
from tests.correspondence.conftest import mails
from tests.correspondence.letters import letter

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MARK = "quartzite"
TITLE = f"Vet the {MARK} judges"

# Models that repeat no words of a record: by name, since most are bookkeeping of one app.
SILENT = {
    "accounts.Invitation": "of people",
    "accounts.Membership": "of people",
    "actions.ActionCommitment": "names an action and a commitment by their ids",
    "actions.ActionDependency": "names actions by their ids",
    "actions.ActionImport": "counts rows",
    "actions.ActionLink": "names catalogue items",
    "actions.ActionOccurrence": "names an action by its id",
    "actions.ActionStage": "names an action and a stage by their ids",
    "actions.ActionSeen": "names an action by its id",
    "actions.ActionSeries": "a rule without words",
    "actions.ActionWatcher": "names a person",
    "actions.BulkItem": "names an action by its id",
    "actions.CommentMention": "names a person",
    "actions.DefaultView": "names a view",
    "actions.ImportRow": "gone once its import is applied",
    "actions.ImportSheet": "bytes that a person brought, gone once they are applied",
    "actions.SavedView": "a question of a person",
    "appointments.Appointment": "written by people",
    "appointments.DirectoryEntry": "written by people",
    "appointments.DirectoryListing": "made of an entry and its appointment, as people decide",
    "appointments.NationalMechanism": "written by people",
    "appointments.PublicPage": "a setting",
    "assessments.AssessmentPhase": "a part of its assessment, without words",
    "assessments.AssessmentReport": "made for one person of what they read, gone a day later",
    "assessments.AssessmentSnapshot": "made of an assessment on approval, which decides who reads",
    "assessments.FactorComment": "a part of its assessment",
    "assessments.FactorRating": "a part of its assessment",
    "assessments.IndicatorFinding": "a part of its assessment",
    "assessments.InhibitorRating": "a part of its assessment",
    "assessments.IndependentRating": "written by people of the asked institution",
    "assessments.RatingReply": "dates",
    "assessments.RatingRequest": "written by people of the office",
    "assessments.Alert": "names a person",
    "assessments.AlertList": "a date",
    "assessments.AlertListEntry": "names a person",
    "assessments.Escalation": "a part of its event",
    "assessments.Consultation": "written by people of the office",
    "assessments.ConsultationInvitation": "names a person",
    "assessments.ConsultationQuestion": "written by people of the office",
    "assessments.ConsultationRecord": "made of a consultation when it is published",
    "assessments.Contribution": "a contributor's own text",
    "assessments.GuestAccess": "digests of secrets",
    "assessments.GuestFile": "a contributor's own file",
    "assessments.SubmissionFile": "a contributor's own file",
    "assessments.GuestMail": "names an invitation by its id",
    "assessments.Submission": "a contributor's own text",
    "assessments.RiskEvent": "written by people",
    "assessments.FactorRerating": "written by people",
    "assessments.ResilienceStructure": "a part of its assessment",
    "assessments.PopulationAtRisk": "written by people",
    "assessments.PopulationLook": "names a person",
    "assessments.UnsavedText": "one person's own text",
    "correspondence.MailAddress": "names an action by its id",
    "countries.Institution": "of institutions",
    "countries.ReferenceCounter": "a number",
    "engagement.Delegate": "names a person",
    "engagement.Lesson": "written by people",
    "engagement.Milestone": "written by people",
    "engagement.Partner": "written by people",
    "engagement.Partnership": "written by people",
    "engagement.Introduction": "written by coordinators and people",
    "engagement.Nudge": "written by coordinators and people",
    "engagement.Support": "written by people",
    "engagement.Training": "written by people",
    "engagement.TrainingAttendance": "a number",
    "engagement.MeetingCommitment": "written by people",
    "engagement.Participation": "written by people",
    "evidence.Opening": "names a person",
    "recommendations.ProgressReport": "written by people",
    "recommendations.Strategy": "written by people",
    "recommendations.StrategyElement": "a part of its strategy",
    "recommendations.StrategyPriority": "written by people",
    "recommendations.ClusterMember": "names a recommendation by its id",
    "recommendations.MidtermDraft": "made for the government of what its reader reads",
    "recommendations.RecommendationCluster": "the words of a public document",
    "recommendations.RecommendationProgress": "written by people",
    "recommendations.RecommendationWork": "written by people",
    "recommendations.StrategyVersion": "made of the strategy on approval, which decides who reads",
    "reports.Document": "written by people of the office",
    "reports.DocumentFile": "made of an approved document",
    "reports.DocumentSection": "a part of its document",
    "reports.DocumentVersion": "made of a document on approval, which decides who reads",
    "reports.SectionDraft": "made of what the readers of its document read",
    "treaties.DomesticMeasure": "written by people",
    "treaties.MeasureCoverage": "names a measure by its id",
    "treaties.RequirementWaiver": "written by people",
    "treaties.PlanStage": "written by people",
    "treaties.PlanTemplate": "written by people",
    "treaties.PlanTemplateStage": "written by people",
    "treaties.RatificationPlan": "written by people",
    "treaties.StageDependency": "names stages by their ids",
    "reminders.CalendarFeed": "an address",
    "reminders.DeadlineAnswer": "names a deadline by its id",
    "reminders.Digest": "the mail itself is not kept",
    "reminders.Notice": "names its subject by its id",
    "reminders.Reminder": "names a deadline by its id",
    "reminders.ReminderRules": "offsets",
    "treaties.Occurrence": "derived from treaties, or written by people",
    "treaties.ReportingObligation": "derived from treaties, or written by people",
}


@pytest.fixture
def stage(settings: Any, tmp_path: Any) -> SimpleNamespace:
    """A State with its focal point's office, two ministries, and one ministry's secret action."""
    settings.EVIDENCE_ROOT = str(tmp_path)
    office = f.InstitutionFactory()
    ministry = f.InstitutionFactory(country=office.country)
    badu = f.person(Role.MINISTRY_OFFICER, ministry, email="badu@example.org")
    who = actor_for(badu)
    action = create_action(
        actor=who,
        country=office.country,
        title=TITLE,
        description=f"The {MARK} file.",
        assignee=badu,
        due_on=timezone.now().date() - dt.timedelta(days=1),
        visibility=Visibility.OFFICE,
    )
    return SimpleNamespace(
        office=office,
        country=office.country,
        ministry=ministry,
        badu=badu,
        who=who,
        action=action,
        # May hand over, and belongs to the ministry.
        chief=actor_for(f.person(Role.OFFICIAL, ministry)),
    )


def talk(s: SimpleNamespace) -> None:
    log_update(actor=s.who, action=s.action, text=TITLE)
    comment_on_action(actor=s.who, action=s.action, text=TITLE)
    add_checklist_item(actor=s.who, action=s.action, text=TITLE)


def evidence(s: SimpleNamespace) -> None:
    url = f"https://{MARK}.example.org/"
    attach_link(actor=s.who, target=s.action, url=url, title=TITLE)


def template(s: SimpleNamespace) -> None:
    kept = keep_template(
        actor=s.who,
        country=s.country,
        title=TITLE,
        anchor="The day",
        anchor_on=timezone.now().date(),
        actions=[s.action],
    )
    with acting(s.who):
        blueprint = ActionTemplate.objects.prefetch_related("rows").get(pk=kept.pk).blueprint
        starts = [Start(entry, None) for entry in blueprint.entries]
    start_template(actor=s.who, country=s.country, blueprint=blueprint, starts=starts)


def sheet(s: SimpleNamespace) -> None:
    row = {"Reference": s.action.reference, "Title": TITLE, "Description": f"{MARK} once more"}
    applied(s.who, csv_sheet([row]))


def bulk(s: SimpleNamespace) -> None:
    with acting(s.who):
        version = Action.objects.get(pk=s.action.pk).version
        asked = select_for_change(
            actor=s.who,
            kind="priority",
            values={"priority": "4"},
            versions={s.action.pk: version},
            reason=TITLE,
        )
        apply_bulk_change(actor=s.who, change=asked)


def mail(s: SimpleNamespace) -> None:
    with acting(SYSTEM):
        address = address_of_state(s.country)
    for sender in ("badu@example.org", "somebody@else.example"):
        said = letter(address, subject=f"Re: {s.action.reference} {MARK}", sender=sender)
        accept_mail(envelope_sender=sender, recipients=[address], raw=said.as_bytes())
    for waiting in mails():
        apply_mail(mail_id=waiting.pk)


def reminders(s: SimpleNamespace) -> None:
    now = timezone.now()
    for day in range(40):
        sweep_deadlines(now=now + dt.timedelta(days=day))
    # At noon: no mail goes out in the quiet hours.
    noon = (now + dt.timedelta(days=40)).replace(hour=12)
    deliver_digests(now=noon, seconds=30)


def calendar(s: SimpleNamespace) -> None:
    for user, institution in ((s.badu, s.ministry), (f.person(Role.FOCAL_POINT, s.office), None)):
        _feed, secret = create_feed(
            actor=actor_for(user), user=user, institution=institution, with_titles=True
        )
        read_calendar(secret=secret, now=timezone.now())


def handover(s: SimpleNamespace) -> None:
    f.AssessmentFactory(
        office=s.ministry,
        title=TITLE,
        status="approved",
        approved_at=timezone.now() - dt.timedelta(days=300),
        next_review_on=timezone.now().date() + dt.timedelta(days=20),
    )
    successor = f.person(Role.MINISTRY_OFFICER, s.ministry)
    hand_over(actor=s.chief, country=s.country, predecessor=s.badu, successor=successor)


def handover_for_the_government(s: SimpleNamespace) -> None:
    """Of work that everybody sees, by somebody who sees the office's deadlines as well."""
    clerk = f.person(Role.OFFICIAL, s.office)
    f.ActionFactory(office=s.office, assignee=clerk)
    hand_over(actor=s.chief, country=s.country, predecessor=clerk, successor=None)


def series(s: SimpleNamespace) -> None:
    start_series(actor=s.who, action=s.action)
    change_status(actor=s.who, action=s.action, to="done")
    assert continue_all_series(now=timezone.now()) == 1


# In this order: what comes later finds what came before. A new service that makes something of an
# action belongs here, and a new model of a State here or in SILENT.
DERIVERS = (
    talk,
    evidence,
    template,
    sheet,
    bulk,
    mail,
    reminders,
    calendar,
    handover,
    handover_for_the_government,
    series,
)


def tables() -> list[Any]:
    histories = [h for h in history_models() if scope_of(h.pgh_tracked_model) is not None]
    return [*scoped_models(), *histories]


def speaking(who: Any) -> set[str]:
    """The tables in which ``who`` finds the words, by row-level security alone."""
    found = set()
    with acting(who), connection.cursor() as cursor:
        for model in tables():
            name = model._meta.db_table
            cursor.execute(
                f"SELECT count(*) FROM {name} AS r WHERE r::text ILIKE %s", [f"%{MARK}%"]
            )
            if cursor.fetchone()[0]:
                found.add(model._meta.label)
    return found


def lists() -> list[str]:
    """The pages that name no record."""
    found = []
    for name, address in PAGES.items():
        try:
            args = address.args(None)  # type: ignore[arg-type]
        except AttributeError:
            continue
        if not args and address.method == "get":
            found.append(reverse(name) + address.query)
    return found


@pytest.fixture
def derived(stage: SimpleNamespace) -> SimpleNamespace:
    for derive in DERIVERS:
        derive(stage)
    return stage


def test_its_words_are_nowhere_outside_its_office(derived: SimpleNamespace) -> None:
    other = f.InstitutionFactory(country=derived.country)
    for who in (
        *(f.actor(role, derived.office) for role in (Role.FOCAL_POINT, Role.OFFICIAL)),
        *(f.actor(role, other) for role in (Role.MINISTRY_OFFICER, Role.AUDITOR)),
        *(f.actor(role) for role in (Role.FOCAL_POINT, Role.COORDINATOR, Role.SECRETARIAT)),
    ):
        assert speaking(who) == set(), who


def test_every_model_repeats_them_here_or_is_known_to_repeat_nothing(
    derived: SimpleNamespace,
) -> None:
    """Else a service could write them where the test above does not look."""
    spoken = speaking(SYSTEM)
    assert Assessment._meta.label in spoken
    silent = {model._meta.label for model in scoped_models()} - spoken
    assert silent == set(SILENT)


def test_no_page_and_no_mail_tells_the_focal_points_office(derived: SimpleNamespace) -> None:
    client = Client()
    client.force_login(f.person(Role.FOCAL_POINT, derived.office))
    pages = {url: client.get(url).getvalue().decode(errors="replace") for url in lists()}
    assert len(pages) > 20
    assert [url for url, page in pages.items() if MARK in page] == []
    told = [message for message in outbox.outbox if MARK in str(message.message())]
    with acting(SYSTEM):
        posts = Membership.objects.filter(institution=derived.ministry)
        inside = set(posts.values_list("user__email", flat=True))
    assert told
    assert {parseaddr(each)[1] for message in told for each in message.to} <= inside
