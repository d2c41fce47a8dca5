"""Engagement with what each role gets, pages and API; see ``access_pages``."""

from typing import Any

from tests.contracts.access import (
    APPROVERS,
    GOVERNMENT,
    OFFICE,
    READERS_ONLY,
    WRITERS,
    Address,
    Arguments,
    by_pk,
    only,
    record,
)
from tests.contracts.access_operations import JSON, anybody, seen, written
from tests.contracts.world import ANONYMOUS, NETWORK_PEOPLE, Side, outcome

READERS = (*GOVERNMENT, *NETWORK_PEOPLE)
CALENDAR = ("coordinator", "secretariat")
MEETING = by_pk("gathering")
PART = by_pk("participation")
PROMISE = by_pk("commitment")
NO_PARTY = ("contributor", "auditor", "ministry_officer", "network_auditor")
# Everybody but the focal point and the deputy.
NO_APPROVERS = ("official", "ministry_officer", *READERS_ONLY)


def pages_of(name: str) -> dict[str, Address]:
    """The pages that every kind of approved record has."""
    here = by_pk(name)
    return {
        f"{name}-list": only(*READERS),
        f"{name}-create": only(*WRITERS),
        f"{name}-detail": record(here, gated=("contributor",)),
        f"{name}-update": record(here, may=OFFICE, gated=READERS_ONLY),
        f"{name}-approve": record(here, seen_by=APPROVERS, gated=NO_APPROVERS),
        f"{name}-delete": record(here, may=OFFICE, gated=READERS_ONLY),
    }


def pair_of(side: Side) -> dict[str, Any]:
    """What no coordinator sees, since it is not shared."""
    return {"pk": side.support.pk, "need": side.support.pk}


def parties(args: Arguments, **more: Any) -> Address:
    """What the office of a State and the coordinators have between them."""
    return record(args, seen_by=(*OFFICE, *CALENDAR), everywhere=CALENDAR, **more)


def of_coordinators(args: Arguments) -> Address:
    """What a coordinator alone decides."""
    return record(args, seen_by=CALENDAR, gated=(*NO_PARTY, *OFFICE), everywhere=CALENDAR)


QUESTION, PAIR = by_pk("nudge"), by_pk("introduction")
BETWEEN_PAGES: dict[str, Address] = {
    "nudge-list": only(*OFFICE, *CALENDAR),
    "nudge-create": only(*CALENDAR),
    "nudge-detail": parties(QUESTION, gated=NO_PARTY),
    "nudge-answer": record(QUESTION, seen_by=OFFICE, gated=(*NO_PARTY, *CALENDAR)),
    "nudge-withdraw": record(
        QUESTION,
        seen_by=(*OFFICE, *CALENDAR),
        may=CALENDAR,
        gated=NO_PARTY,
        everywhere=CALENDAR,
    ),
    "introduction-list": only(*OFFICE, *CALENDAR),
    "introduction-create": only(*CALENDAR, status=404, args=pair_of),
    "introduction-detail": parties(PAIR, gated=NO_PARTY),
    "introduction-answer": record(
        PAIR, seen_by=APPROVERS, gated=(*NO_PARTY, "official", *CALENDAR)
    ),
    "introduction-withdraw": of_coordinators(PAIR),
    "introduction-conclude": parties(PAIR, gated=NO_PARTY),
}

ENGAGEMENT_PAGES: dict[str, Address] = {
    # A meeting of the calendar is no State's.
    "gathering-list": only(*READERS),
    "gathering-detail": only(*READERS, args=MEETING),
    "gathering-create": only(*CALENDAR),
    "gathering-update": only(*CALENDAR, args=MEETING),
    "participation-list": only(*READERS),
    "participation-create": only(*WRITERS),
    "participation-record": only(*WRITERS, args=MEETING),
    "participation-detail": record(PART, gated=("contributor",)),
    "participation-update": record(PART, may=OFFICE, gated=READERS_ONLY),
    "participation-approve": record(PART, seen_by=APPROVERS, gated=NO_APPROVERS),
    "participation-delete": record(PART, may=OFFICE, gated=READERS_ONLY),
    "delegate-create": record(PART, may=OFFICE, gated=READERS_ONLY),
    "delegate-delete": record(by_pk("delegate"), may=OFFICE, gated=READERS_ONLY),
    "commitment-create": record(PART, may=OFFICE, gated=READERS_ONLY),
    "commitment-detail": record(PROMISE, gated=("contributor",)),
    "commitment-update": record(PROMISE, may=OFFICE, gated=READERS_ONLY),
    "commitment-close": record(PROMISE, may=OFFICE, gated=READERS_ONLY),
    "commitment-delete": record(PROMISE, may=OFFICE, gated=READERS_ONLY),
    **{
        page: address
        for name in ("partnership", "training", "lesson", "support")
        for page, address in pages_of(name).items()
    },
    **{
        name: record(args, may=OFFICE, gated=READERS_ONLY)
        for name, args in {
            "partner-create": by_pk("partnership"),
            "partner-delete": by_pk("partner"),
            "milestone-create": by_pk("partnership"),
            "milestone-update": by_pk("milestone"),
            "milestone-delete": by_pk("milestone"),
            "attendance-create": by_pk("training"),
            "attendance-delete": by_pk("attendance"),
        }.items()
    },
    "support-close": record(by_pk("support"), may=OFFICE, gated=READERS_ONLY),
    "support-matches": only(*READERS),
    **BETWEEN_PAGES,
    "action-from-commitment": record(PROMISE, may=OFFICE, gated=READERS_ONLY),
    "commitment-actions": record(PROMISE, gated=("contributor", "coordinator", "secretariat")),
}


def of_participation(side: Side) -> dict[str, Any]:
    return {"parent_id": side.participation.pk}


def delegate(side: Side) -> dict[str, Any]:
    return {**of_participation(side), "pk": side.delegate.pk}


def commitment(side: Side) -> dict[str, Any]:
    return {**of_participation(side), "pk": side.commitment.pk}


def new_record() -> Address:
    """An empty new record: who may keep none is told so, the others what is missing."""
    own = outcome(400, contributor=403, auditor=403) | {ANONYMOUS: 401}
    return Address(own, method="post", options=JSON)


def operations_of(name: str) -> dict[str, Address]:
    """The operations that every kind of approved record has."""
    here = by_pk(name)
    return {
        f"api-{name}-list get": anybody(),
        f"api-{name}-list post": anybody(400, method="post", options=JSON),
        **{f"api-{name}-{what} get": seen(here) for what in ("detail", "history")},
        **{f"api-{name}-detail {how}": written(here, method=how) for how in ("put", "patch")},
        f"api-{name}-approve post": written(here, method="post"),
    }


def operations_on(part: str, whole: str, *ways: str) -> dict[str, Address]:
    """The operations on a part of one; ``ways`` are those of changing it."""

    def inside(side: Side) -> dict[str, Any]:
        return {"parent_id": getattr(side, whole).pk}

    def one(side: Side) -> dict[str, Any]:
        return {**inside(side), "pk": getattr(side, part).pk}

    return {
        f"api-{part}-list get": seen(inside),
        f"api-{part}-list post": anybody(400, args=inside, method="post", options=JSON),
        f"api-{part}-detail get": seen(one),
        **{f"api-{part}-detail {how}": written(one, method=how) for how in ways},
    }


def between(name: str, *decisions: str) -> dict[str, Address]:
    """The operations on what the office of a State and the coordinators have between them."""
    here = by_pk(name)

    def to_both(status: int, **more: Any) -> Address:
        own = outcome(404, **dict.fromkeys((*OFFICE, *CALENDAR), status)) | {ANONYMOUS: 401}
        abroad = outcome(404, **dict.fromkeys(CALENDAR, status)) | {ANONYMOUS: 401}
        return Address(own, abroad, here, **more)

    return {
        f"api-{name}-list get": anybody(),
        f"api-{name}-list post": anybody(400, method="post", options=JSON),
        f"api-{name}-detail get": to_both(200),
        **{
            f"api-{name}-{what} post": to_both(428, method="post", options=JSON)
            for what in decisions
        },
    }


ENGAGEMENT_API: dict[str, Address] = {
    "api-gathering-list get": anybody(),
    "api-gathering-detail get": anybody(args=MEETING),
    "api-gathering-list post": anybody(400, method="post", options=JSON),
    **{
        f"api-gathering-detail {method}": anybody(428, args=MEETING, method=method, options=JSON)
        for method in ("put", "patch")
    },
    "api-participation-list get": anybody(),
    "api-participation-list post": new_record(),
    **{f"api-participation-{name} get": seen(PART) for name in ("detail", "history")},
    **{
        f"api-participation-detail {method}": written(PART, method=method)
        for method in ("put", "patch")
    },
    "api-participation-approve post": written(PART, method="post"),
    **{f"api-{name}-list get": seen(of_participation) for name in ("delegate", "commitment")},
    **{
        f"api-{name}-list post": anybody(400, args=of_participation, method="post", options=JSON)
        for name in ("delegate", "commitment")
    },
    "api-delegate-detail get": seen(delegate),
    **{
        f"api-delegate-detail {method}": written(delegate, method=method)
        for method in ("put", "patch", "delete")
    },
    **{f"api-commitment-{name} get": seen(commitment) for name in ("detail", "history")},
    **{
        f"api-commitment-detail {method}": written(commitment, method=method)
        for method in ("put", "patch")
    },
    **operations_of("partnership"),
    **operations_of("training"),
    **operations_of("lesson"),
    **operations_of("support"),
    **between("nudge", "answer", "withdraw"),
    **between("introduction", "answer", "withdraw", "conclude"),
    "api-support-close post": written(by_pk("support"), method="post"),
    "api-support-matches get": seen(by_pk("support")),
    **operations_on("partner", "partnership", "delete"),
    **operations_on("milestone", "partnership", "put", "patch", "delete"),
    **operations_on("attendance", "training", "delete"),
    "api-commitment-close post": written(commitment, method="post"),
}
