"""Documents with what each role gets; see ``access_pages``."""

from typing import Any

from tests.contracts.access import (
    APPROVERS,
    GOVERNMENT,
    OFFICE,
    Address,
    by_pk,
    only,
    record,
    signed_in,
)
from tests.contracts.access_operations import anybody, seen
from tests.contracts.world import Side

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
    "document-version-list": signed_in(),
    "document-version-detail": record(VERSION),
    "document-version-share": record(VERSION, may=APPROVERS),
    "document-version-file": record(lambda side: {"pk": side.document_version.pk, "format": "pdf"}),
}

DOCUMENT_API: dict[str, Address] = {
    "api-document-list get": anybody(),
    "api-document-version-list get": anybody(),
    **{f"api-document-{name} get": seen(DOCUMENT) for name in ("detail", "history")},
    **{f"api-document-version-{name} get": seen(VERSION) for name in ("detail", "history")},
    "api-document-version-file get": seen(
        lambda side: {"pk": side.document_version.pk, "file_format": "pdf"}
    ),
}
