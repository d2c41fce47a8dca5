"""Focal points and mechanisms with what each role gets; see ``access_pages``."""

from tests.contracts.access import (
    APPROVERS,
    GOVERNMENT,
    NETWORK_READERS,
    OFFICE,
    READERS_ONLY,
    Address,
    by_pk,
    everybody,
    only,
    record,
)
from tests.contracts.world import EVERYBODY, NETWORK_PEOPLE, for_roles

# What a State shows to the network, in its own State and abroad.
SHOWN = for_roles((*GOVERNMENT, *NETWORK_PEOPLE))
SHOWN_ABROAD = for_roles((*GOVERNMENT, *NETWORK_PEOPLE), 404) | for_roles(
    NETWORK_READERS, others=404
)
SHOWN_ABROAD |= {"contributor": 403, "anonymous": 302}

APPOINTMENT_PAGES: dict[str, Address] = {
    "appointment-list": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "appointment-create": only(*OFFICE),
    "appointment-detail": record(by_pk("appointment")),
    "appointment-update": record(by_pk("appointment"), may=OFFICE),
    "appointment-end": record(by_pk("appointment"), may=OFFICE),
    "focal-point": only(
        *GOVERNMENT, *NETWORK_PEOPLE, args=lambda side: {"code": side.country.code}
    ),
    "mechanism-create": only(*OFFICE),
    "mechanism-detail": record(by_pk("mechanism")),
    "mechanism-update": record(by_pk("mechanism"), may=OFFICE),
    "mechanism-export": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "institution-export": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "focal-point-history": only(
        *GOVERNMENT, *NETWORK_PEOPLE, args=lambda side: {"code": side.country.code}
    ),
    "directory-list": only(*GOVERNMENT, *NETWORK_PEOPLE),
    "directory-vcard": Address(SHOWN, SHOWN_ABROAD, by_pk("listing")),
    "directory-entry": record(
        by_pk("appointment"),
        seen_by=APPROVERS,
        gated=("official", "ministry_officer", *READERS_ONLY),
    ),
    # Public pages: the own State's is on, the other one's is off.
    "robots": everybody(),
    "public-network": everybody(),
    "public-state": Address(
        dict.fromkeys(EVERYBODY, 200),
        dict.fromkeys(EVERYBODY, 404),
        lambda side: {"code": side.country.code},
    ),
    "public-document": everybody(
        404, args=lambda side: {"pk": side.document_version.pk, "format": "pdf"}
    ),
    "public-nothing": everybody(404, args=lambda side: {"rest": "states"}),
    "public-page": only(*OFFICE),
    "public-preview": only(*OFFICE),
    "network-public-page": only("coordinator", "secretariat"),
}
