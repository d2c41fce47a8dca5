"""Every page with what each role gets: in the own State, and for a record of another State."""

from typing import Any

from tests.contracts.access import (
    APPROVERS,
    GOVERNMENT,
    NO_APPOINTERS,
    NO_MAIL,
    OFFICE,
    READERS_ONLY,
    WRITERS,
    Address,
    by_pk,
    everybody,
    only,
    record,
    signed_in,
)
from tests.contracts.access_actions import ACTION, ACTION_PAGES
from tests.contracts.access_appointments import APPOINTMENT_PAGES
from tests.contracts.access_assessments import ASSESSMENT_PAGES
from tests.contracts.access_documents import DOCUMENT_PAGES
from tests.contracts.access_engagement import ENGAGEMENT_PAGES
from tests.contracts.access_network import NETWORK_PAGES
from tests.contracts.access_received import RECEIVED_PAGES
from tests.contracts.access_strategy import STRATEGY_PAGES
from tests.contracts.world import (
    EVERYBODY,
    NETWORK_PEOPLE,
    Side,
    for_roles,
    outcome,
    secret_of,
)


def ON_ACTION(side: Side) -> dict[str, Any]:  # noqa: N802
    return {"kind": "actions.action", "target": side.action.pk}


def REVISION(side: Side) -> dict[str, Any]:  # noqa: N802
    return {"pk": side.evidence.pk, "number": 1}


def OF_PLAN(side: Side) -> dict[str, Any]:  # noqa: N802
    return {"pk": side.stage.plan_id}


def OF_MEASURE(side: Side) -> dict[str, Any]:  # noqa: N802
    return {"pk": side.coverage.measure_id}


# Everybody but the focal point's office.
NO_OFFICE = ("ministry_officer", *READERS_ONLY)
NO_APPROVERS = ("official", *NO_OFFICE)
# Those who have no business with forms of a State's government.
NO_STATE = ("contributor", "coordinator", "secretariat")


def OWN_TO_THE_OFFICIAL(name: str) -> Address:  # noqa: N802
    return Address(outcome(404, official=200), outcome(404), by_pk(name))


PAGES: dict[str, Address] = {
    # Kernel and start
    "home": signed_in(302),
    "welcome": signed_in(),
    "gallery": only("secretariat", others=302),
    "set_language": Address(dict.fromkeys(EVERYBODY, 302), method="post", data={"language": "fr"}),
    # Accounts
    "profile": signed_in(),
    "address-confirm": signed_in(302, method="post"),
    "token-list": signed_in(),
    "token-create": signed_in(),
    "people": only(*GOVERNMENT, "secretariat", "network_auditor"),
    "membership-change": record(
        by_pk("membership"),
        seen_by=(*OFFICE, "secretariat"),
        may=(*APPROVERS, "secretariat"),
        gated=NO_APPOINTERS,
        everywhere=("secretariat",),
    ),
    "membership-end": record(
        by_pk("membership"),
        seen_by=(*OFFICE, "secretariat"),
        may=(*APPROVERS, "secretariat"),
        gated=NO_APPOINTERS,
        everywhere=("secretariat",),
    ),
    "invitation-list": only(*OFFICE, "secretariat"),
    "invitation-create": only(*OFFICE, "secretariat"),
    "invitation-resend": record(
        by_pk("invitation"),
        seen_by=(*OFFICE, "secretariat"),
        gated=NO_APPOINTERS,
        everywhere=("secretariat",),
        status=302,
        method="post",
    ),
    "invitation-revoke": record(
        by_pk("invitation"),
        seen_by=(*GOVERNMENT, "secretariat"),
        may=(*OFFICE, "secretariat"),
        everywhere=("secretariat",),
    ),
    "invitation-accept": Address(
        dict.fromkeys(EVERYBODY, 404), args=lambda side: {"token": "unknown"}
    ),
    # An official of this world has a token and a calendar.
    "token-revoke": OWN_TO_THE_OFFICIAL("token"),
    **ACTION_PAGES,
    **STRATEGY_PAGES,
    **DOCUMENT_PAGES,
    **ENGAGEMENT_PAGES,
    **RECEIVED_PAGES,
    # Evidence
    "evidence-list": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "evidence-detail": record(by_pk("evidence")),
    "evidence-history": record(by_pk("evidence")),
    "evidence-update": record(by_pk("evidence"), may=OFFICE, gated=READERS_ONLY),
    "evidence-revise": record(by_pk("evidence"), may=OFFICE, gated=READERS_ONLY),
    "evidence-withdraw": record(by_pk("evidence"), may=OFFICE, gated=READERS_ONLY),
    "evidence-restore": record(
        by_pk("evidence"), may=OFFICE, gated=READERS_ONLY, status=302, method="post"
    ),
    "evidence-card": record(ON_ACTION),
    "evidence-attach": record(ON_ACTION, may=OFFICE, gated=READERS_ONLY),
    "evidence-link": record(ON_ACTION, may=OFFICE, gated=READERS_ONLY),
    "evidence-file": record(REVISION),
    "evidence-preview": record(REVISION),
    # Handover
    "handover-list": only(*WRITERS),
    "handover": record(
        lambda side: {"user": side.holder.pk},
        seen_by=OFFICE,
        gated=("contributor", "auditor", *NETWORK_PEOPLE),
    ),
    "handover-note": record(
        by_pk("handover_note"), gated=("contributor", "coordinator", "secretariat")
    ),
    "handover-note-pdf": record(
        by_pk("handover_note"), gated=("contributor", "coordinator", "secretariat")
    ),
    **APPOINTMENT_PAGES,
    **ASSESSMENT_PAGES,
    "report-detail": OWN_TO_THE_OFFICIAL("made_report"),
    "report-file": OWN_TO_THE_OFFICIAL("made_report"),
    # Reference data
    "catalogue-list": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "catalogue-detail": only(*GOVERNMENT, *NETWORK_PEOPLE, args=lambda side: {"code": "R2013"}),
    "treaty-list": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "treaty-detail": only(
        *GOVERNMENT, *NETWORK_PEOPLE, args=lambda side: {"code": side.treaty.code}
    ),
    "treaty-fact-sheet": only(
        *GOVERNMENT, *NETWORK_PEOPLE, args=lambda side: {"code": side.treaty.code}
    ),
    "treaty-peers": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "treaty-imports": only("secretariat"),
    "treaty-import-upload": only("secretariat", status=422, method="post"),
    "treaty-import": only("secretariat", args=by_pk("treaty_import")),
    "treaty-names": only("secretariat"),
    "treaty-name-map": only("secretariat", status=302, method="post"),
    "treaty-conflicts": only("secretariat"),
    "treaty-conflict": only("secretariat", args=by_pk("treaty_conflict")),
    "treaty-action-export": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "measure-list": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "measure-create": only(*WRITERS),
    "measure-detail": record(OF_MEASURE, gated=("contributor",)),
    "measure-update": record(OF_MEASURE, may=OFFICE, gated=READERS_ONLY),
    "measure-delete": record(OF_MEASURE, may=OFFICE, gated=READERS_ONLY),
    "requirement-waive": only(*OFFICE, args=by_pk("requirement")),
    "treaty-measures": only(*GOVERNMENT, args=lambda side: {"code": side.requirement.treaty.code}),
    "plan-list": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "plan-template": only(*APPROVERS),
    "plan-stage-export": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "plan-start": only(*OFFICE, args=lambda side: {"code": side.treaty.code}),
    "plan-card": only(*GOVERNMENT, args=lambda side: {"code": side.treaty.code}),
    "plan-detail": record(OF_PLAN, gated=("contributor",)),
    "plan-history": record(OF_PLAN, gated=("contributor",)),
    "plan-update": record(OF_PLAN, may=OFFICE, gated=("contributor",)),
    "plan-drop": record(OF_PLAN, seen_by=OFFICE, gated=NO_OFFICE),
    "plan-resume": record(OF_PLAN, seen_by=OFFICE, gated=NO_OFFICE, status=302, method="post"),
    "plan-deposit": record(OF_PLAN, seen_by=APPROVERS, gated=NO_APPROVERS),
    "plan-retract": record(OF_PLAN, seen_by=APPROVERS, gated=NO_APPROVERS),
    "stage-create": record(OF_PLAN, seen_by=OFFICE, gated=NO_OFFICE),
    "stage-detail": record(by_pk("stage"), gated=("contributor",)),
    "stage-update": record(by_pk("stage"), may=OFFICE, gated=READERS_ONLY),
    "stage-transition": record(
        by_pk("stage"),
        may=OFFICE,
        gated=READERS_ONLY,
        status=302,
        method="post",
        data={"to": "in_progress"},
    ),
    "treaty-changes": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "treaty-statements": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "treaty-statement": only(*GOVERNMENT, *NETWORK_PEOPLE, args=by_pk("statement")),
    "treaty-statement-withdraw": only(
        "secretariat", status=422, method="post", args=by_pk("statement")
    ),
    "treaty-statement-retract": only(
        "secretariat", status=422, method="post", args=by_pk("statement")
    ),
    # Obligations
    "obligation-list": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "obligation-duties": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "obligation-create": only(*OFFICE),
    "obligation-detail": record(by_pk("obligation"), gated=("contributor",)),
    "obligation-update": record(by_pk("obligation"), may=OFFICE, gated=NO_STATE),
    "occurrence-create": record(by_pk("obligation"), may=OFFICE, gated=NO_STATE),
    "occurrence-detail": record(by_pk("occurrence"), gated=("contributor",)),
    "occurrence-update": record(by_pk("occurrence"), may=OFFICE, gated=NO_STATE),
    "occurrence-step": record(
        lambda side: {"pk": side.occurrence.pk, "step": "submit"}, may=OFFICE, gated=NO_STATE
    ),
    "upr-export": only(*GOVERNMENT, *NETWORK_PEOPLE),
    **NETWORK_PAGES,
    # Incoming mail: a ministry sees its own; the secretariat what is no State's yet.
    "mail-list": only(*WRITERS, "secretariat"),
    "mail-detail": record(by_pk("mail"), seen_by=OFFICE, gated=NO_MAIL),
    "mail-raw": record(by_pk("mail"), seen_by=OFFICE, gated=NO_MAIL),
    **{
        f"mail-{verb}": record(
            by_pk("mail"), seen_by=OFFICE, gated=NO_MAIL, status=422, method="post"
        )
        for verb in ("file", "make", "dismiss")
    },
    "mail-hand-over": record(
        by_pk("mail"), seen_by=OFFICE, gated=NO_MAIL, status=422, method="post"
    ),
    "state-address-renew": Address(for_roles(OFFICE) | {"ministry_officer": 404}),
    "action-address": record(ACTION),
    "action-address-renew": record(ACTION, seen_by=OFFICE, gated=READERS_ONLY),
    # Reminders
    "reminder-list": signed_in(),
    # Whoever holds a secret address reads its calendar.
    "calendar-feed": everybody(args=lambda side: {"secret": secret_of(side)}),
    "reminder-preferences": signed_in(),
    "unsubscribe-end-links": signed_in(),
    # The link in a mail is its own proof.
    "unsubscribe": everybody(args=lambda side: {"token": side.way_out}),
    "calendar-list": signed_in(),
    "calendar-create": signed_in(),
    "calendar-renew": OWN_TO_THE_OFFICIAL("calendar"),
    "calendar-revoke": OWN_TO_THE_OFFICIAL("calendar"),
    "inbox-mark": signed_in(302, method="post", data={"verb": "read", "all": "1"}),
    "inbox-unread": signed_in(),
    "reminder-schedule": only(*OFFICE),
    "reminder-escalation": signed_in(
        args=lambda side: {"kind": "action.due", "pk": side.action.pk}
    ),
    "reminder-rules": only(*OFFICE),
    "reminder-rules-preview": only(*OFFICE, status=422, method="post"),
    "reminder-deliveries": only(*OFFICE, "secretariat"),
    "digest-retry": record(
        by_pk("digest"),
        seen_by=(*GOVERNMENT, "secretariat"),
        may=(*OFFICE, "secretariat"),
        everywhere=("secretariat",),
        status=302,
        method="post",
        data={"reason": "The address is right again."},
    ),
    # The demo's own pages do not exist elsewhere.
    "demo-mail": everybody(404),
    "demo-mail-message": everybody(404, args=lambda side: {"key": "x"}),
    "demo-mail-html": everybody(404, args=lambda side: {"key": "x"}),
    "demo-run-reminders": everybody(404, method="post"),
}
