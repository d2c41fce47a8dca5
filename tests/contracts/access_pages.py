"""Every page with what each role gets: in the own State, and for a record of another State."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.contracts.world import (
    ANONYMOUS,
    EVERYBODY,
    NETWORK_PEOPLE,
    STATE_PEOPLE,
    Side,
    Statuses,
    for_roles,
    outcome,
)

GOVERNMENT = tuple(name for name in STATE_PEOPLE if name != "contributor")
OFFICE = ("official", "deputy", "focal_point")
APPROVERS = ("deputy", "focal_point")
WRITERS = ("ministry_officer", *OFFICE)
NETWORK_READERS = (*OFFICE, *NETWORK_PEOPLE)

NOT_GOVERNMENT = ("contributor", *NETWORK_PEOPLE)
# Those who never write a State's records, and those who give nobody a role.
READERS_ONLY = ("contributor", "auditor", *NETWORK_PEOPLE)
# Those who look after no mail.
NO_MAIL = ("contributor", "auditor", "coordinator", "network_auditor")
NO_APPOINTERS = ("contributor", "auditor", "ministry_officer", "coordinator", "network_auditor")

Arguments = Callable[[Side], dict[str, Any]]


@dataclass(frozen=True)
class Address:
    """One address: its arguments for a side, and the status for each role.

    ``abroad`` is ``None`` where the address names no record.
    """

    own: Statuses
    abroad: Statuses | None = None
    args: Arguments = field(default=lambda side: {})
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    query: str = ""


def record(
    args: Arguments,
    *,
    seen_by: tuple[str, ...] = GOVERNMENT,
    may: tuple[str, ...] | None = None,
    gated: tuple[str, ...] = (),
    everywhere: tuple[str, ...] = (),
    status: int = 200,
    method: str = "get",
    data: dict[str, Any] | None = None,
    anonymous: int = 302,
) -> Address:
    """A page of a record that ``may`` use; who only sees the record gets a 403, others a 404.

    ``gated`` roles have no business on the page and get a 403 before any record is looked up;
    ``everywhere`` are those who use it in all States (the secretariat, for accounts).
    """
    own = outcome(404, **dict.fromkeys(seen_by, 403))
    own |= dict.fromkeys(seen_by if may is None else may, status)
    abroad = outcome(404, **dict.fromkeys(everywhere, status))
    for answers in (own, abroad):
        answers |= {**dict.fromkeys(gated, 403), ANONYMOUS: anonymous}
    return Address(own, abroad, args, method, data or {})


def everybody(status: int = 200, **more: Any) -> Address:
    return Address(dict.fromkeys(EVERYBODY, status), **more)


def signed_in(status: int = 200, **more: Any) -> Address:
    return Address(outcome(status), **more)


def only(*names: str, status: int = 200, others: int = 403, **more: Any) -> Address:
    return Address(for_roles(names, status, others=others), **more)


def by_pk(name: str) -> Arguments:
    return lambda side: {"pk": getattr(side, name).pk}


def by_reference(name: str) -> Arguments:
    return lambda side: {"reference": getattr(side, name).reference}


def STEP(side: Side) -> dict[str, Any]:  # noqa: N802
    return {"code": "R2013-A"}


def of_action(name: str, key: str = "") -> Arguments:
    """A part of the action of a side; ``key`` names it in the address."""
    return lambda side: {
        "reference": side.action.reference,
        key or name: getattr(side, name).pk,
    }


def written(args: Arguments, may: tuple[str, ...], data: dict[str, Any]) -> Address:
    """A change of a part of an action, after which one is led back to it."""
    return record(args, may=may, gated=READERS_ONLY, status=302, method="post", data=data)


def TEMPLATE(side: Side) -> dict[str, Any]:  # noqa: N802
    return {"key": str(side.template.pk)}


def IMPORT(side: Side) -> dict[str, Any]:  # noqa: N802
    return {"pk": side.sheet.batch.pk}


ACTION = by_reference("action")
ASSESSMENT = by_reference("assessment")


def ON_ACTION(side: Side) -> dict[str, Any]:  # noqa: N802
    return {"kind": "actions.action", "target": side.action.pk}


def REVISION(side: Side) -> dict[str, Any]:  # noqa: N802
    return {"pk": side.evidence.pk, "number": 1}


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
    "token-revoke": Address(outcome(404), args=by_pk("invitation")),
    # Actions
    "my-work": only(*WRITERS),
    "action-list": only(*GOVERNMENT, *NETWORK_PEOPLE),
    **{
        f"action-{shape}": only(*GOVERNMENT, *NETWORK_PEOPLE)
        for shape in ("board", "calendar", "timeline")
    },
    "action-board-column": only(
        *GOVERNMENT,
        *NETWORK_PEOPLE,
        args=lambda side: {"status": "open"},
        query=f"?after=~{UUID(int=0)}",
    ),
    "action-move": record(
        ACTION,
        may=OFFICE,
        gated=READERS_ONLY,
        method="post",
        data={"version": "1", "status": "in_progress"},
    ),
    "action-view-list": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "action-view-menu": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "action-view-create": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "action-view-change": record(
        by_pk("view"),
        may=OFFICE,
        gated=("contributor",),
        status=302,
        method="post",
        data={"do": "delete", "version": "1"},
    ),
    # A bulk change is seen by whoever made it, and here nobody made it.
    "action-bulk-list": only(*WRITERS),
    "action-bulk": only(*WRITERS, query="?kind=archive"),
    **{
        f"action-bulk-{name}": Address(for_roles(WRITERS, 404), args=by_pk("bulk"), method=method)
        for name, method in {
            "detail": "get",
            "undo": "post",
            "rest": "post",
            "resume": "post",
        }.items()
    },
    "action-create": only(*WRITERS),
    "action-quick-add": only(*WRITERS, status=422, method="post", data={"line": ""}),
    # Imports of sheets: the government sees that they were, the office what is in them.
    "action-imports": only(*GOVERNMENT, "network_auditor"),
    "action-import-upload": only(*WRITERS, status=422, method="post"),
    "action-import": record(IMPORT, gated=("contributor", "coordinator", "secretariat")),
    "action-import-problems": record(
        IMPORT,
        seen_by=(*OFFICE, "auditor"),
        gated=("contributor", "coordinator", "secretariat"),
    ),
    "action-import-step": record(
        lambda side: {**IMPORT(side), "step": "cancel"},
        may=OFFICE,
        gated=READERS_ONLY,
        status=302,
        method="post",
    ),
    "action-detail": record(ACTION, gated=("contributor",)),
    "action-history": record(ACTION, gated=("contributor",)),
    "action-update": record(ACTION, may=OFFICE, gated=READERS_ONLY),
    "action-transition": record(
        ACTION,
        may=OFFICE,
        gated=READERS_ONLY,
        status=302,
        method="post",
        data={"to": "in_progress"},
    ),
    "action-update-log": record(
        ACTION,
        may=OFFICE,
        gated=READERS_ONLY,
        status=302,
        method="post",
        data={"text": "A reply came."},
    ),
    "action-link": record(ACTION, may=WRITERS, gated=READERS_ONLY, status=302, method="post"),
    "action-unlink": record(
        lambda side: {"reference": side.action.reference, "link": side.link.pk},
        may=OFFICE,
        gated=READERS_ONLY,
        status=302,
        method="post",
    ),
    "action-comment": written(ACTION, WRITERS, {"text": "Shall we ask?"}),
    # Nobody's comment is nobody's to correct.
    "action-comment-edit": record(of_action("comment"), may=(), gated=READERS_ONLY),
    "action-people": record(ACTION, may=WRITERS, gated=READERS_ONLY),
    "action-checklist": written(ACTION, OFFICE, {"text": "Ask the ministry"}),
    "action-checklist-item": written(of_action("checklist_item", "item"), OFFICE, {"do": "tick"}),
    "action-block": written(ACTION, OFFICE, {"blocked_by": "none"}),
    "action-blocker-choices": record(ACTION, may=WRITERS, gated=READERS_ONLY),
    "action-unblock": written(of_action("dependency"), OFFICE, {}),
    "action-repeat": record(ACTION, may=OFFICE, gated=READERS_ONLY),
    "action-repeat-preview": record(ACTION, may=OFFICE, gated=READERS_ONLY),
    # One that stands alone has no series to stop.
    "action-repeat-stop": record(ACTION, may=OFFICE, gated=READERS_ONLY, status=404),
    "action-chain": only(*GOVERNMENT),
    "action-related": record(ACTION, gated=("contributor",)),
    "template-list": only(*WRITERS),
    "template-keep": only(*WRITERS),
    "template-start": record(TEMPLATE, may=WRITERS, gated=READERS_ONLY),
    "template-update": record(TEMPLATE, may=OFFICE, gated=READERS_ONLY),
    "template-drop": record(TEMPLATE, may=OFFICE, gated=READERS_ONLY),
    "action-watch": written(ACTION, WRITERS, {"watch": "on"}),
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
    "evidence-attach": record(ON_ACTION, may=OFFICE, gated=READERS_ONLY),
    "evidence-link": record(ON_ACTION, may=OFFICE, gated=READERS_ONLY),
    "evidence-file": record(REVISION),
    "evidence-preview": record(REVISION),
    # Progress on the steps
    # The network reads progress in its matrix.
    "progress": Address(outcome(200, contributor=403) | dict.fromkeys(NETWORK_PEOPLE, 302)),
    "progress-step": Address(
        outcome(200, contributor=403) | dict.fromkeys(NETWORK_PEOPLE, 404), args=STEP
    ),
    "progress-report": Address(for_roles(WRITERS) | dict.fromkeys(NETWORK_PEOPLE, 404), args=STEP),
    "progress-approve": record(by_pk("report"), may=APPROVERS),
    "progress-share": record(by_pk("report"), may=APPROVERS),
    # Handover
    "handover-list": only(*OFFICE),
    "handover": record(
        lambda side: {"user": side.holder.pk},
        seen_by=OFFICE,
        gated=("contributor", "auditor", "ministry_officer", *NETWORK_PEOPLE),
    ),
    "handover-note": record(
        by_pk("handover_note"), gated=("contributor", "coordinator", "secretariat")
    ),
    "handover-note-pdf": record(
        by_pk("handover_note"), gated=("contributor", "coordinator", "secretariat")
    ),
    # Focal points and mechanisms
    "appointment-list": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "appointment-create": only(*OFFICE),
    "appointment-detail": record(by_pk("appointment")),
    "appointment-update": record(by_pk("appointment"), may=OFFICE),
    "appointment-end": record(by_pk("appointment"), may=OFFICE),
    "focal-point": only(
        *GOVERNMENT, *NETWORK_PEOPLE, args=lambda side: {"code": side.country.code}
    ),
    "mechanism-create": only(*OFFICE),
    "mechanism-detail": record(by_pk("mechanism")),
    "mechanism-update": record(by_pk("mechanism"), may=OFFICE),
    "mechanism-export": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "institution-export": only(*GOVERNMENT, *NETWORK_PEOPLE),
    # Assessments
    # Abroad there are no assessments to work on, only what others approved.
    "assessment-list": only(*GOVERNMENT, others=302),
    "assessment-create": only(*OFFICE),
    "assessment-detail": record(ASSESSMENT),
    "assessment-update": record(ASSESSMENT, may=OFFICE),
    "assessment-preview": record(ASSESSMENT),
    "factor-rate": record(
        lambda side: {"reference": side.assessment.reference, "code": side.rating.factor.code},
        may=OFFICE,
    ),
    "assessment-transition": record(
        lambda side: {"reference": side.assessment.reference, "step": "submit"}, may=OFFICE
    ),
    "snapshot-list": signed_in(),
    "snapshot-detail": record(by_pk("snapshot")),
    "snapshot-share": record(by_pk("snapshot"), may=APPROVERS),
    # Reference data
    "catalogue-list": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "catalogue-detail": only(*GOVERNMENT, *NETWORK_PEOPLE, args=lambda side: {"code": "R2013"}),
    "treaty-list": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "treaty-detail": only(
        *GOVERNMENT, *NETWORK_PEOPLE, args=lambda side: {"code": side.treaty.code}
    ),
    "treaty-action-export": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "upr-export": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "ministry": only(*GOVERNMENT),
    # The network
    "network": only(*NETWORK_READERS),
    "network-treaties": only(*NETWORK_READERS),
    "network-map": only(*NETWORK_READERS),
    "network-map-data": only(*NETWORK_READERS),
    "network-vacancies": only(*NETWORK_READERS),
    "network-state": Address(
        for_roles(NETWORK_READERS),
        for_roles(NETWORK_READERS),
        lambda side: {"code": side.country.code},
    ),
    # Incoming mail: a ministry sees its own; the secretariat what is no State's yet.
    "mail-list": only(*WRITERS, "secretariat"),
    "mail-detail": record(by_pk("mail"), seen_by=OFFICE, gated=NO_MAIL),
    "mail-raw": record(by_pk("mail"), seen_by=OFFICE, gated=NO_MAIL, status=302),
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
    "action-address-renew": record(ACTION, seen_by=OFFICE, gated=READERS_ONLY),
    # Reminders
    "reminder-list": signed_in(),
    # Whoever holds a secret address reads its calendar; to everybody else it does not exist.
    "calendar-feed": everybody(404, args=lambda side: {"secret": "unknown"}),
    "calendar-list": signed_in(),
    "calendar-create": signed_in(),
    "calendar-renew": Address(outcome(404), args=by_pk("calendar")),
    "calendar-revoke": Address(outcome(404), args=by_pk("calendar")),
    "inbox-mark": signed_in(302, method="post", data={"verb": "read", "all": "1"}),
    "inbox-unread": signed_in(),
    "reminder-schedule": only(*OFFICE),
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
