"""The workplaces and the network's pages with what each role gets; see ``access_pages``."""

from tests.contracts.access import GOVERNMENT, NETWORK_READERS, Address, only
from tests.contracts.world import NETWORK_PEOPLE, for_roles

NETWORK_PAGES: dict[str, Address] = {
    "ministry": only(*GOVERNMENT),
    "ministry-waiting": only(*GOVERNMENT),
    "planner": only(*GOVERNMENT),
    "planner-pdf": only(*GOVERNMENT),
    "planner-ics": only(*GOVERNMENT),
    "changes": only(*GOVERNMENT, *NETWORK_PEOPLE),
    # The network
    "network": only(*NETWORK_READERS),
    "network-treaties": only(*NETWORK_READERS),
    "network-assessments": only(*NETWORK_READERS),
    "network-engagement": only(*NETWORK_READERS),
    "network-groups": only(*NETWORK_READERS),
    "network-no-ranking": only(*NETWORK_READERS),
    "network-trends": only(*NETWORK_READERS),
    "network-trends-steps": only(*NETWORK_READERS),
    "network-map": only(*NETWORK_READERS),
    "network-map-data": only(*NETWORK_READERS),
    "network-vacancies": only(*NETWORK_READERS),
    "network-growth": only(*NETWORK_READERS),
    "state-fact-sheet": Address(
        for_roles((*GOVERNMENT, *NETWORK_PEOPLE)),
        for_roles((*GOVERNMENT, *NETWORK_PEOPLE), 404)
        | for_roles(NETWORK_READERS, others=404)
        | {"contributor": 403, "anonymous": 302},
        lambda side: {"code": side.country.code},
    ),
    "network-state": Address(
        for_roles(NETWORK_READERS),
        for_roles(NETWORK_READERS),
        lambda side: {"code": side.country.code},
    ),
}
