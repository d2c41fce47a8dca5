"""Priorities and the strategy with what each role gets, pages and API; see ``access_pages``."""

from tests.contracts.access import (
    GOVERNMENT,
    OFFICE,
    READERS_ONLY,
    Address,
    by_pk,
    by_reference,
    only,
    record,
)
from tests.contracts.access_operations import JSON, anybody, seen, written

PRIORITY = by_reference("priority")
# An auditor may serve a State, so that role alone opens the pages.
NO_GOVERNMENT = ("contributor", "coordinator", "secretariat")
NO_OFFICE = ("ministry_officer", *READERS_ONLY)

STRATEGY_PAGES: dict[str, Address] = {
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
    "api-strategy-gaps get": anybody(),
}
