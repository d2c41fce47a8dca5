"""Independent ratings with what each role gets, pages and API; see ``access_pages``.

In the world of the contract the office asks the ministry, which has begun and not handed in.
"""

from typing import Any

from tests.contracts.access import (
    GOVERNMENT,
    NOT_GOVERNMENT,
    OFFICE,
    READERS_ONLY,
    Address,
    by_pk,
    by_reference,
    only,
    record,
)
from tests.contracts.access_operations import JSON, anybody, seen, written
from tests.contracts.world import Side

ASSESSMENT = by_reference("assessment")
REQUEST = by_pk("rating_request")
ASKED = ("ministry_officer",)
NO_STATE = ("contributor", "coordinator", "secretariat")
NOT_OFFICE = ("ministry_officer", "auditor", *NOT_GOVERNMENT)


def of_request(side: Side) -> dict[str, Any]:
    return {"parent_id": side.rating_request.pk}


def opinion(side: Side) -> dict[str, Any]:
    return {**of_request(side), "pk": side.opinion.pk}


INDEPENDENT_PAGES: dict[str, Address] = {
    "assessment-independent": record(ASSESSMENT, may=OFFICE, gated=NOT_OFFICE),
    "independent-ask": record(ASSESSMENT, may=OFFICE, gated=NOT_OFFICE),
    "rating-remind": record(REQUEST, may=OFFICE, gated=NOT_OFFICE, method="post", status=302),
    "rating-step": record(
        lambda side: {**REQUEST(side), "step": "move"}, may=OFFICE, gated=NOT_OFFICE
    ),
    "asked-ratings": only(*GOVERNMENT, "network_auditor"),
    # The office that asks does not look over their shoulders.
    "asked-rating": record(REQUEST, seen_by=ASKED, gated=NO_STATE),
    "asked-factor": record(
        lambda side: {**REQUEST(side), "code": side.rating.factor.code},
        seen_by=ASKED,
        gated=READERS_ONLY,
    ),
    "asked-unsaved-text": record(
        lambda side: {**REQUEST(side), "code": side.rating.factor.code},
        seen_by=ASKED,
        gated=READERS_ONLY,
        method="post",
        status=302,
    ),
    "asked-others-writing": record(
        lambda side: {**REQUEST(side), "code": side.rating.factor.code},
        seen_by=ASKED,
        gated=READERS_ONLY,
    ),
    "asked-hand-in": record(REQUEST, seen_by=ASKED, gated=READERS_ONLY, method="post", status=302),
}

INDEPENDENT_API: dict[str, Address] = {
    "api-rating-request-list get": anybody(),
    "api-rating-request-detail get": seen(REQUEST),
    "api-rating-request-history get": seen(REQUEST),
    "api-rating-request-hand-in post": written(REQUEST, method="post"),
    "api-independent-rating-list get": seen(of_request),
    "api-independent-rating-list post": anybody(400, args=of_request, method="post", options=JSON),
    **{
        f"api-independent-rating-{name} get": seen(opinion, *ASKED)
        for name in ("detail", "history")
    },
    **{
        f"api-independent-rating-detail {method}": written(opinion, *ASKED, method=method)
        for method in ("put", "patch")
    },
}
