"""What an operation of the API answers, in the words of the contract."""

import uuid
from typing import Any

from tests.contracts.access import GOVERNMENT, Address, Arguments
from tests.contracts.world import ANONYMOUS, Side, outcome


def anybody(status: int = 200, **more: Any) -> Address:
    """Everybody with a token or a session."""
    return Address(outcome(status, anonymous=401), **more)


def some(*names: str, status: int = 200, others: int = 403, **more: Any) -> Address:
    return Address(outcome(others, **dict.fromkeys(names, status)) | {ANONYMOUS: 401}, **more)


def seen(args: Arguments, *names: str, **more: Any) -> Address:
    """A record that ``names`` read (the government by default), and that is hidden from abroad."""
    own = outcome(404, **dict.fromkeys(names or GOVERNMENT, 200)) | {ANONYMOUS: 401}
    return Address(own, outcome(404) | {ANONYMOUS: 401}, args, **more)


def written(args: Arguments, *names: str, method: str, status: int = 428) -> Address:
    """A write to a record that ``names`` see, the whole government by default."""
    own = outcome(404, **dict.fromkeys(names or GOVERNMENT, status))
    return Address(own | {ANONYMOUS: 401}, outcome(404) | {ANONYMOUS: 401}, args, method, {}, JSON)


def of_action(side: Side) -> dict[str, Any]:
    return {"parent_id": side.action.pk}


def part(name: str) -> Arguments:
    """A part of the action of a side."""
    return lambda side: {**of_action(side), "pk": getattr(side, name).pk}


def added(seen_by: tuple[str, ...], refused: tuple[str, ...], status: int = 400) -> Address:
    """An incomplete new part, where the right is asked first or the body needs nothing."""
    own = outcome(404, **dict.fromkeys(refused, 403)) | dict.fromkeys(seen_by, status)
    return Address(
        own | {ANONYMOUS: 401}, outcome(404) | {ANONYMOUS: 401}, of_action, "post", {}, JSON
    )


def of_assessment(side: Side) -> dict[str, Any]:
    return {"parent_id": side.assessment.pk}


def of_measure(side: Side) -> dict[str, Any]:
    return {"parent_id": side.coverage.measure_id}


def of_plan(side: Side) -> dict[str, Any]:
    return {"parent_id": side.stage.plan_id}


def finding(side: Side) -> dict[str, Any]:
    return {**of_assessment(side), "pk": side.finding.pk}


def in_assessment(name: str) -> Arguments:
    """A part of the assessment of a side."""
    return lambda side: {**of_assessment(side), "pk": getattr(side, name).pk}


def of_evidence(side: Side) -> dict[str, Any]:
    return {"parent_id": side.evidence.pk}


def by_key(side: Side) -> dict[str, Any]:
    return {"key": str(side.template.pk)}


JSON = {"content_type": "application/json"}
UNKNOWN = uuid.UUID(int=0)


def unknown(side: Side) -> dict[str, Any]:
    return {"pk": UNKNOWN}
