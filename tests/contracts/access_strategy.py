"""Progress, priorities and the strategy with what each role gets; see ``access_pages``."""

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
    signed_in,
)
from tests.contracts.access_operations import JSON, anybody, seen, written
from tests.contracts.world import NETWORK_PEOPLE, Side, for_roles, outcome


def STEP(side: Side) -> dict[str, Any]:  # noqa: N802
    return {"code": "R2013-A"}


VERSION = by_pk("strategy_version")
PRIORITY = by_reference("priority")
# An auditor may serve a State, so that role alone opens the pages.
NO_GOVERNMENT = ("contributor", "coordinator", "secretariat")
NO_OFFICE = ("ministry_officer", *READERS_ONLY)

STRATEGY_PAGES: dict[str, Address] = {
    # Progress on the steps
    # The network reads progress in its matrix.
    "progress": Address(outcome(200, contributor=403) | dict.fromkeys(NETWORK_PEOPLE, 302)),
    "progress-record": Address(outcome(200, contributor=403) | dict.fromkeys(NETWORK_PEOPLE, 302)),
    # Where word and record differ is told to the own office alone.
    "progress-record-marks": only(*OFFICE),
    "progress-differences": only(*OFFICE),
    "progress-step": Address(
        outcome(200, contributor=403) | dict.fromkeys(NETWORK_PEOPLE, 404), args=STEP
    ),
    "progress-step-record": Address(
        outcome(200, contributor=403) | dict.fromkeys(NETWORK_PEOPLE, 404), args=STEP
    ),
    "progress-report": Address(for_roles(WRITERS) | dict.fromkeys(NETWORK_PEOPLE, 404), args=STEP),
    "progress-approve": record(by_pk("report"), may=APPROVERS),
    "progress-share": record(by_pk("report"), may=APPROVERS),
    "priority-list": only(*GOVERNMENT, "network_auditor"),
    "priority-create": only(*OFFICE),
    "priority-detail": record(PRIORITY, gated=NO_GOVERNMENT),
    "priority-update": record(PRIORITY, may=OFFICE, gated=NO_OFFICE),
    "priority-transition": record(
        PRIORITY,
        may=OFFICE,
        gated=NO_OFFICE,
        method="post",
        status=302,
        data={"to": "dropped", "reason": "Done elsewhere."},
    ),
    "priority-actions": record(by_pk("priority"), gated=NO_GOVERNMENT),
    "strategy": only(*GOVERNMENT),
    "strategy-update": only(*OFFICE),
    "strategy-element": only(*OFFICE, args=lambda side: {"code": side.element.item.code}),
    "strategy-approve": only(*APPROVERS),
    "strategy-version-list": signed_in(),
    "strategy-version-detail": record(VERSION),
    "strategy-version-pdf": record(VERSION),
    "strategy-version-share": record(VERSION, may=APPROVERS),
    "strategy-gaps": only(*GOVERNMENT),
}

STRATEGY_API: dict[str, Address] = {
    "api-priority-list get": anybody(),
    "api-priority-list post": anybody(400, method="post", options=JSON),
    **{f"api-priority-{name} get": seen(by_pk("priority")) for name in ("detail", "history")},
    **{
        f"api-priority-detail {method}": written(by_pk("priority"), method=method)
        for method in ("put", "patch")
    },
    "api-priority-transition post": written(by_pk("priority"), method="post"),
    "api-strategy-version-list get": anybody(),
    **{
        f"api-strategy-version-{name} get": seen(by_pk("strategy_version"))
        for name in ("detail", "history")
    },
    "api-strategy-gaps get": anybody(),
}
