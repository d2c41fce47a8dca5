"""Recommendations received with what each role gets, pages and API; see ``access_pages``."""

from typing import Any

from tests.contracts.access import (
    APPROVERS,
    GOVERNMENT,
    OFFICE,
    READERS_ONLY,
    Address,
    by_pk,
    only,
    record,
    signed_in,
)
from tests.contracts.access_operations import JSON, anybody, seen, written
from tests.contracts.world import ANONYMOUS, EVERYBODY, Side, outcome

# The secretariat, and the focal point's office for its own State.
BRINGERS = (*OFFICE, "secretariat")
NO_BRINGERS = tuple(name for name in EVERYBODY if name not in (*BRINGERS, ANONYMOUS))
NO_STATE = ("contributor", "coordinator", "secretariat")
IMPORT = by_pk("recommendation_import")
REPORT = by_pk("recommendation_report")
CLUSTER = by_pk("recommendation_cluster")


def ASKED(side: Side) -> dict[str, Any]:  # noqa: N802
    return {"pk": side.recommendation_work.recommendation_id}


def DRAFT(side: Side) -> dict[str, Any]:  # noqa: N802
    return {"pk": side.midterm_draft.pk, "form": "pdf"}


RECEIVED_PAGES: dict[str, Address] = {
    # Public facts: everybody who is signed in reads them, of all States.
    "received-list": signed_in(),
    "received-detail": Address(outcome(200), outcome(200), ASKED),
    "received-actions": record(ASKED, gated=NO_STATE),
    "received-assign": only(*OFFICE, status=302, method="post"),
    "received-work": record(ASKED, may=OFFICE, gated=READERS_ONLY),
    # The ministry of this world leads on nothing.
    "received-report": record(ASKED, may=OFFICE, gated=READERS_ONLY),
    "received-approve": record(REPORT, may=APPROVERS, gated=NO_STATE),
    "received-share": record(REPORT, may=APPROVERS, gated=NO_STATE),
    "received-imports": only(*BRINGERS),
    "received-import-upload": only(*BRINGERS, status=422, method="post"),
    "received-import": record(
        IMPORT, seen_by=BRINGERS, gated=NO_BRINGERS, everywhere=("secretariat",)
    ),
    "received-import-decide": record(
        IMPORT,
        seen_by=BRINGERS,
        gated=NO_BRINGERS,
        everywhere=("secretariat",),
        status=302,
        method="post",
    ),
    # What goes on inside of a government.
    "received-clusters": only(*GOVERNMENT, "network_auditor"),
    "received-cluster": record(CLUSTER, gated=NO_STATE),
    "received-cluster-propose": only(*OFFICE, status=302, method="post"),
    "received-cluster-change": record(
        CLUSTER, may=OFFICE, gated=READERS_ONLY, status=302, method="post"
    ),
    "received-drafts": only(*GOVERNMENT, "network_auditor"),
    "received-draft-ask": only(*OFFICE, status=302, method="post"),
    "received-draft-file": record(DRAFT, gated=NO_STATE),
    "received-names": only("secretariat"),
    "received-name-decide": only("secretariat", status=302, method="post"),
}

RECEIVED_API: dict[str, Address] = {
    "api-received-list get": anybody(),
    "api-received-detail get": Address(
        outcome(200, anonymous=401), outcome(200, anonymous=401), ASKED
    ),
    "api-received-work-list get": anybody(),
    "api-received-work-list post": anybody(400, method="post", options=JSON),
    **{
        f"api-received-work-detail {method}": written(by_pk("recommendation_work"), method=method)
        for method in ("put", "patch")
    },
    "api-received-report-list get": anybody(),
    "api-received-report-list post": anybody(400, method="post", options=JSON),
    **{
        f"api-received-work-{name} get": seen(by_pk("recommendation_work"))
        for name in ("detail", "history")
    },
    **{f"api-received-report-{name} get": seen(REPORT) for name in ("detail", "history")},
    "api-received-report-approve post": written(REPORT, method="post"),
}
