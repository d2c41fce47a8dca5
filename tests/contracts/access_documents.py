"""Documents with what each role gets; see ``access_pages``."""

from dataclasses import replace
from typing import Any

from tests.contracts.access import (
    APPROVERS,
    GOVERNMENT,
    OFFICE,
    Address,
    Arguments,
    by_pk,
    only,
    record,
    signed_in,
)
from tests.contracts.access_operations import JSON, anybody, seen, written
from tests.contracts.world import ANONYMOUS, Side, outcome

DOCUMENT = by_pk("document")
VERSION = by_pk("document_version")
# An auditor may serve a State, a coordinator writes for the network: their roles open the pages.
NO_WRITERS = ("contributor", "secretariat")


def SECTION(side: Side) -> dict[str, Any]:  # noqa: N802
    return {"pk": side.document.pk, "code": side.section.code}


DOCUMENT_PAGES: dict[str, Address] = {
    "document-list": only(*GOVERNMENT, "coordinator", "network_auditor"),
    "document-create": only(*OFFICE, "coordinator"),
    "document-detail": record(DOCUMENT, gated=NO_WRITERS),
    "document-update": record(DOCUMENT, may=OFFICE, gated=NO_WRITERS),
    "document-transition": record(
        DOCUMENT, may=OFFICE, gated=NO_WRITERS, method="post", status=302, data={"to": "review"}
    ),
    "document-redraft": record(
        DOCUMENT, may=OFFICE, gated=NO_WRITERS, method="post", status=302, data={"code": "steps"}
    ),
    "document-approve": record(DOCUMENT, may=APPROVERS, gated=NO_WRITERS),
    "document-section": record(SECTION, may=OFFICE, gated=NO_WRITERS),
    "document-section-take": record(
        SECTION,
        may=OFFICE,
        gated=NO_WRITERS,
        method="post",
        status=302,
        data={"what": "all", "version": "1"},
    ),
    "document-paper": record(
        lambda side: {"pk": side.document.pk, "format": "docx"}, gated=NO_WRITERS
    ),
    "document-version-list": signed_in(),
    "document-version-detail": record(VERSION),
    "document-version-share": record(VERSION, may=APPROVERS),
    "document-version-file": record(lambda side: {"pk": side.document_version.pk, "format": "pdf"}),
}


def _part(side: Side) -> dict[str, Any]:
    return {"parent_id": side.document.pk, "pk": side.section.pk}


def _of_document(side: Side) -> dict[str, Any]:
    return {"parent_id": side.document.pk}


def _part_written(method: str) -> Address:
    """Who reads and never writes is told so before a version is asked for."""
    address = written(_part, method=method)
    return replace(address, own=address.own | {"auditor": 403})


def _drafted(args: Arguments) -> Address:
    """Drafting again is asked for without a version: asked for twice, it is made once."""
    own = outcome(404, **dict.fromkeys(GOVERNMENT, 403)) | dict.fromkeys(OFFICE, 200)
    abroad = outcome(404) | {ANONYMOUS: 401}
    return Address(own | {ANONYMOUS: 401}, abroad, args, "post", {}, JSON)


DOCUMENT_API: dict[str, Address] = {
    "api-document-list get": anybody(),
    "api-document-version-list get": anybody(),
    "api-document-list post": anybody(400, method="post", options=JSON),
    **{f"api-document-{name} get": seen(DOCUMENT) for name in ("detail", "history", "content")},
    **{f"api-document-detail {how}": written(DOCUMENT, method=how) for how in ("put", "patch")},
    **{
        f"api-document-{verb} post": written(DOCUMENT, method="post")
        for verb in ("transition", "approve")
    },
    "api-document-redraft post": _drafted(DOCUMENT),
    "api-document-section-list get": seen(_of_document),
    **{f"api-document-section-{name} get": seen(_part) for name in ("detail", "history")},
    **{f"api-document-section-detail {how}": _part_written(how) for how in ("put", "patch")},
    "api-document-section-take post": _part_written("post"),
    "api-document-section-redraft post": _drafted(_part),
    "api-document-version-share post": written(VERSION, method="post"),
    **{f"api-document-version-{name} get": seen(VERSION) for name in ("detail", "history")},
    "api-document-version-file get": seen(
        lambda side: {"pk": side.document_version.pk, "file_format": "pdf"}
    ),
}
