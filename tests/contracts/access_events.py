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
    "event-update": record(EVENT, may=OFFICE, gated=READERS_ONLY),
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
