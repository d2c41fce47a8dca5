"""Focal points and mechanisms with what each role gets; see ``access_pages``."""

from tests.contracts.access import GOVERNMENT, OFFICE, Address, by_pk, only, record
from tests.contracts.world import NETWORK_PEOPLE

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
}
