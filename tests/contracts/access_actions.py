"""The pages of actions with what each role gets; see ``access_pages``."""

from typing import Any
from uuid import UUID

from tests.contracts.access import (
    GOVERNMENT,
    OFFICE,
    READERS_ONLY,
    WRITERS,
    Address,
    Arguments,
    by_pk,
    by_reference,
    only,
    record,
)
from tests.contracts.world import NETWORK_PEOPLE, Side, for_roles


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

ACTION_PAGES: dict[str, Address] = {
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
    "action-archive": record(ACTION, may=OFFICE, gated=READERS_ONLY, status=302, method="post"),
    "action-restore": record(ACTION, may=OFFICE, gated=READERS_ONLY, status=302, method="post"),
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
    "action-from-stage": record(by_pk("stage"), may=OFFICE, gated=READERS_ONLY),
    "stage-actions": record(by_pk("stage"), gated=("contributor",)),
    "template-list": only(*WRITERS),
    "template-keep": only(*WRITERS),
    "template-start": record(TEMPLATE, may=WRITERS, gated=READERS_ONLY),
    "template-update": record(TEMPLATE, may=OFFICE, gated=READERS_ONLY),
    "template-drop": record(TEMPLATE, may=OFFICE, gated=READERS_ONLY),
    "action-watch": written(ACTION, WRITERS, {"watch": "on"}),
}
