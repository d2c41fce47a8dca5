"""Events between cycles with what each role gets, pages and API; see ``access_pages``."""

from tests.contracts.access import (
    GOVERNMENT,
    OFFICE,
    READERS_ONLY,
    WRITERS,
    Address,
    by_reference,
    only,
    record,
)

EVENT = by_reference("event")
# An auditor may serve a State, so that role alone opens the pages.
NO_GOVERNMENT = ("contributor", "coordinator", "secretariat")

EVENT_PAGES: dict[str, Address] = {
    "event-list": only(*GOVERNMENT, "network_auditor"),
    "event-create": only(*WRITERS),
    "event-detail": record(EVENT, gated=NO_GOVERNMENT),
    "event-update": record(EVENT, may=OFFICE, gated=READERS_ONLY),
}
