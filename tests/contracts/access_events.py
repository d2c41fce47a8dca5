"""Events between cycles with what each role gets, pages and API; see ``access_pages``."""

from typing import Any

from tests.contracts.access import (
    APPROVERS,
    GOVERNMENT,
    OFFICE,
    READERS_ONLY,
    WRITERS,
    Address,
    by_pk,
    by_reference,
    only,
    record,
)
from tests.contracts.access_operations import JSON, anybody, seen, written
from tests.contracts.world import Side

EVENT = by_reference("event")


def ESCALATION(side: Side) -> dict[str, Any]:  # noqa: N802
    return {"pk": side.alert.escalation_id}


# An auditor may serve a State, so that role alone opens the pages.
NO_GOVERNMENT = ("contributor", "coordinator", "secretariat")

EVENT_PAGES: dict[str, Address] = {
    "event-list": only(*GOVERNMENT, "network_auditor"),
    "event-create": only(*WRITERS),
    "event-detail": record(EVENT, gated=NO_GOVERNMENT),
    "event-escalate": record(EVENT, may=OFFICE, gated=READERS_ONLY),
    "alert-list-choose": only(*APPROVERS),
    # Somebody else's alert.
    "alert-acknowledge": record(by_pk("alert"), may=(), gated=READERS_ONLY, method="post"),
    # Nobody alerted is left who decides, so that those who do may.
    "escalation-decide": record(ESCALATION, may=APPROVERS, gated=READERS_ONLY),
    "event-timeline": only(*GOVERNMENT),
    "event-withdraw": record(EVENT, may=OFFICE, gated=READERS_ONLY),
    "event-update": record(EVENT, may=OFFICE, gated=READERS_ONLY),
}
# Everybody but the focal point's office.
NO_OFFICE = ("ministry_officer", *READERS_ONLY)


def FACTOR(side: Side) -> dict[str, Any]:  # noqa: N802
    return {"code": side.rerating.factor.code}


EVENT_PAGES |= {
    "factors-now": only(*GOVERNMENT),
    "factor-course": only(*GOVERNMENT, args=FACTOR),
    "factor-rerate": only(*OFFICE, args=FACTOR),
    "rerating-withdraw": record(by_pk("rerating"), may=OFFICE, gated=NO_OFFICE),
    "rerating-share": record(by_pk("rerating"), may=APPROVERS, gated=("official", *NO_OFFICE)),
}


def of_escalated(side: Side) -> dict[str, Any]:
    return {"parent_id": side.alert.escalation.event_id}


def escalation(side: Side) -> dict[str, Any]:
    return {**of_escalated(side), "pk": side.alert.escalation_id}


def of_escalation(side: Side) -> dict[str, Any]:
    return {"parent_id": side.alert.escalation_id}


EVENT_API: dict[str, Address] = {
    **{
        f"api-escalation-{name} get": seen(args)
        for name, args in {
            "list": of_escalated,
            "detail": escalation,
            "history": escalation,
        }.items()
    },
    "api-escalation-list post": anybody(400, args=of_escalated, method="post", options=JSON),
    "api-escalation-decide post": written(escalation, method="post"),
    "api-alert-list get": seen(of_escalation),
    "api-alert-detail get": seen(lambda s: {**of_escalation(s), "pk": s.alert.pk}),
    # Nobody's alert here.
    "api-alert-acknowledge post": anybody(404, args=of_escalation, method="post", options=JSON),
}

EVENT_API |= {
    "api-rerating-list get": anybody(),
    "api-rerating-list post": anybody(400, method="post", options=JSON),
    **{f"api-rerating-{name} get": seen(by_pk("rerating")) for name in ("detail", "history")},
    **{
        f"api-rerating-{verb} post": written(by_pk("rerating"), method="post")
        for verb in ("withdraw", "share")
    },
    # Each is shown what they see of a State; to most that is nothing.
    "api-levels-in-force get": anybody(args=lambda side: {"code": side.country.code}),
}
EVENT_API["api-event-withdraw post"] = written(by_pk("event"), method="post")
