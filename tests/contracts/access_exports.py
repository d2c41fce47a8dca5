"""Every list that is exported: each role gets the file where it gets the page, and only there."""

from dataclasses import replace

from tests.contracts.access import Address
from tests.contracts.access_pages import PAGES

LISTS = (
    "action-imports",
    "action-list",
    "appointment-list",
    "assessment-cycle",
    "assessment-findings",
    "assessment-independent",
    "assessment-list",
    "assessment-resilience",
    "directory-list",
    "event-list",
    "changes",
    "consultation-answers",
    "document-list",
    "document-version-list",
    "evidence-list",
    "gathering-list",
    "factors-now",
    "handover-list",
    "introduction-list",
    "nudge-list",
    "institution-export",
    "invitation-list",
    "lesson-list",
    "mail-list",
    "measure-list",
    "mechanism-export",
    "network",
    "network-treaties",
    "network-vacancies",
    "network-assessments",
    "network-engagement",
    "network-groups",
    "obligation-duties",
    "obligation-list",
    "participation-list",
    "partnership-list",
    "people",
    "plan-list",
    "plan-stage-export",
    "planner",
    "population-looks",
    "priority-list",
    "progress",
    "progress-step",
    "received-list",
    "reminder-deliveries",
    "reminder-list",
    "reminder-schedule",
    "risk-resilience",
    "snapshot-list",
    "strategy-gaps",
    "training-list",
    "strategy-version-list",
    "support-list",
    "treaty-action-export",
    "treaty-changes",
    "treaty-list",
    "treaty-measures",
    "treaty-peers",
    "treaty-statements",
    "upr-export",
)
# Lists that are no files, and why.
NOT_EXPORTED = {
    "action-bulk-list": "one's own last changes, each with its way back: a tool, no record",
    "action-view-list": "names of filters",
    "calendar-list": "secret addresses of one's own calendars",
    "catalogue-list": "its files are public, and the API has it",
    "population-list": "who is not named for one must not even find its name in a file",
    "consultation-list": "names of a few consultations; the answers of each are a file",
    "received-imports": "the counts of files; their rows are the recommendations",
    "received-names": "a queue of spellings; what was decided is in the recommendations",
    "template-list": "sets of actions, taken along by what they start",
    "token-list": "one's own secrets",
    "treaty-conflicts": "a queue of decisions; what was decided is in the treaty actions",
    "treaty-imports": "the counts of files; their rows are the treaty actions",
    "treaty-names": "a queue of spellings; what was matched is in the treaty actions",
}
FORMATS = ("xlsx", "csv", "json")

EXPORTS: dict[str, Address] = {
    f"{name} {format_}": replace(PAGES[name], query=f"?format={format_}")
    for name in LISTS
    for format_ in FORMATS
}
