"""Every list that is exported: each role gets the file where it gets the page, and only there."""

from dataclasses import replace

from tests.contracts.access import Address
from tests.contracts.access_pages import PAGES

LISTS = (
    "action-list",
    "appointment-list",
    "assessment-list",
    "evidence-list",
    "institution-export",
    "invitation-list",
    "mechanism-export",
    "network",
    "network-treaties",
    "network-vacancies",
    "people",
    "progress",
    "progress-step",
    "reminder-deliveries",
    "reminder-list",
    "snapshot-list",
    "treaty-action-export",
    "treaty-list",
    "upr-export",
)
FORMATS = ("xlsx", "csv", "json")

EXPORTS: dict[str, Address] = {
    f"{name} {format_}": replace(PAGES[name], query=f"?format={format_}")
    for name in LISTS
    for format_ in FORMATS
}
