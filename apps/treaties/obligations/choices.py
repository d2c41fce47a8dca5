"""What a duty and its dates can say of themselves."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DutyKind(models.TextChoices):
    """To whom a State owes it."""

    TREATY = "treaty", _("Treaty body or treaty")
    UPR = "upr", _("Universal Periodic Review")
    REGIONAL = "regional", _("Regional body")
    MEETING = "meeting", _("Meeting or conference")
    OTHER = "other", _("Another duty")


class DueKind(models.TextChoices):
    """What is due on a date."""

    INITIAL = "initial", _("Initial report")
    PERIODIC = "periodic", _("Periodic report")
    ANNUAL = "annual", _("Annual report")
    FOLLOW_UP = "follow_up", _("Follow-up information")
    SPECIAL = "special", _("Special report")
    COMMON_CORE = "common_core", _("Common core document")
    LIST_OF_ISSUES = "list_of_issues", _("Replies to a list of issues")
    STAKEHOLDERS = "stakeholders", _("Submissions of civil society and others")
    NATIONAL_REPORT = "national_report", _("National report for the UPR")
    REVIEW = "review", _("Review in the UPR Working Group")
    POSITIONS = "positions", _("Positions on the UPR recommendations")
    ADOPTION = "adoption", _("Adoption of the UPR outcome")
    MID_TERM = "mid_term", _("Mid-term report for the UPR (voluntary)")
    MEETING = "meeting", pgettext_lazy("duty", "Meeting")
    OTHER = "other", pgettext_lazy("duty", "Another duty")


# What happens on a day, whoever does something: it passes, and is never overdue.
EVENTS = (DueKind.STAKEHOLDERS, DueKind.REVIEW, DueKind.ADOPTION, DueKind.MEETING)
# What the cycle of a treaty counts, and OHCHR with it.
REPORTS = (DueKind.INITIAL, DueKind.PERIODIC, DueKind.ANNUAL)
# What people add by hand to a report of theirs.
BY_HAND = tuple(kind for kind in DueKind if kind != DueKind.ANNUAL)


class DueStatus(models.TextChoices):
    """How far a duty has come."""

    DUE = "due", _("To be prepared")
    DRAFTED = "drafted", _("Drafted")
    SUBMITTED = "submitted", pgettext_lazy("report", "Submitted")
    REVIEWED = "reviewed", pgettext_lazy("report", "Reviewed")
    FOLLOW_UP_DUE = "follow_up_due", _("Follow-up due")
    SKIPPED = "skipped", pgettext_lazy("report", "Skipped")
    LAPSED = "lapsed", _("No longer owed")


# What still waits for the State itself.
OPEN = (DueStatus.DUE, DueStatus.DRAFTED)
# What was handed in, whatever came of it.
HANDED_IN = (DueStatus.SUBMITTED, DueStatus.REVIEWED, DueStatus.FOLLOW_UP_DUE)


class Standing(models.TextChoices):
    """Where a duty stands on a day: its status, and what its date means."""

    COMING = "coming", pgettext_lazy("duty", "To come")
    OVERDUE = "overdue", _("Overdue")
    NOT_KNOWN = "not_known", pgettext_lazy("duty", "Not known")
    PASSED = "passed", pgettext_lazy("duty", "Has passed")
    HANDED_IN = "handed_in", pgettext_lazy("report", "Submitted")
    CLOSED = "closed", pgettext_lazy("duty", "Skipped or no longer owed")


class Origin(models.TextChoices):
    """Where the date comes from."""

    COMPUTED = "computed", _("computed by the rule")
    PUBLISHED = "published", _("published")
    HAND = "hand", _("entered by the State")


class Rule(models.TextChoices):
    """The rule that a date was computed by; in words in ``rules.explanation``."""

    NONE = "", "–"
    INITIAL = "initial", _("so many years after entry into force for the State")
    PERIODIC = "periodic", _("so many years after the report before")
    ANNUAL = "annual", _("each year on a fixed day")
    BEFORE_SESSION = "before_session", _("so many weeks before the session")
    SESSION = "session", _("the day of the session")
    AFTER_SESSION = "after_session", _("so many months after the session")


class DateSource(models.TextChoices):
    """Why a due date is another one than the original."""

    NONE = "", "–"
    COMMITTEE = "committee", _("The committee set the date")
    SIMPLIFIED = "simplified", _("Simplified reporting procedure")
    CALENDAR = "calendar", _("Predictable calendar of the body")
    PUBLISHED = "published", _("Published for the session")
    RECOMPUTED = "recomputed", _("The facts behind the rule changed")
    OTHER = "other", _("Another reason")


# What people choose from, and what the next date is counted from.
BY_PEOPLE = (DateSource.COMMITTEE, DateSource.SIMPLIFIED, DateSource.CALENDAR, DateSource.OTHER)
SETS_THE_CYCLE = (DateSource.COMMITTEE, DateSource.SIMPLIFIED, DateSource.CALENDAR)
