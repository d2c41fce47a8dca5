"""The kinds of documents: for whom each is, and the sections that it has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.reports.choices import DocumentKind
from apps.reports.drafting import annual, exchanges, instruments, reviews, state, together
from apps.reports.drafting.pad import Pad
from focalpoint.visibility import Visibility

Drafting = Callable[[Pad], None]


@dataclass(frozen=True)
class Section:
    """One section. ``draft`` writes it from the record; without one a person writes it alone."""

    code: str
    title: Promise
    about: Promise
    draft: Drafting | None = None


@dataclass(frozen=True)
class Template:
    """A kind of document. ``audience`` is whom it is for unless its writers choose otherwise.

    ``asks`` names what it has to know beside its period: ``treaty`` or ``cycle``.
    """

    kind: DocumentKind
    about: Promise
    audience: Visibility
    sections: Sequence[Section]
    asks: Sequence[str] = field(default=())
    of_network: bool = False

    def section(self, code: str) -> Section | None:
        """The section of that code; ``None`` where the template has it no more."""
        return next((each for each in self.sections if each.code == code), None)


ANNUAL = Template(
    DocumentKind.ANNUAL,
    _("What States approved and shared in a year, counted for all readers of the network."),
    Visibility.NETWORK,
    (
        Section(
            "foreword",
            _("Foreword"),
            _("In the coordinators' own words: what the year was about."),
        ),
        Section(
            "members",
            _("Members and focal points"),
            _("Who has a focal point, who came and who left."),
            annual.members,
        ),
        Section(
            "steps",
            _("The seven steps: coverage and freshness"),
            _("How many States report on each step, and how old the reports are."),
            annual.progress,
        ),
        Section(
            "treaties",
            _("Legal instruments"),
            _("Parties at the beginning and at the end, with the day to which records reach."),
            annual.treaties,
        ),
        Section(
            "assessments",
            _("National assessments"),
            _("How many States share one, and how recent they are."),
            annual.assessments,
        ),
        Section(
            "meetings",
            _("Meetings and dialogues"),
            _("The calendar of the period, and who says that they took part."),
            together.meetings,
        ),
        Section(
            "trainings", _("Trainings"), _("What was taught, and to how many."), together.trainings
        ),
        Section(
            "partnerships",
            _("Partnerships"),
            _("What goes on, by topic."),
            together.partnerships,
        ),
        Section(
            "lessons",
            _("Lessons learned"),
            _("What States found out and tell others."),
            together.lessons,
        ),
        Section(
            "outlook",
            _("Outlook"),
            _("In the coordinators' own words: what comes next."),
        ),
    ),
    of_network=True,
)

FOREWORD = Section(
    "foreword", _("Introduction"), _("In your own words: what the reader should know first.")
)
OUTLOOK = Section("outlook", _("Outlook"), _("In your own words: what comes next."))
FOCAL_POINT = Section(
    "mechanism",
    _("National mechanism and focal point"),
    _("What the State has created, and who serves."),
    state.focal_point,
)
STEPS = Section(
    "steps",
    _("Progress on the seven steps"),
    _("What the State says of each step, as it approved it."),
    state.steps_reported,
)
RECORD = Section(
    "record",
    _("What the record shows"),
    _("The checks of each step, read as your readers read the record."),
    state.record_shows,
)
ASSESSMENT = Section(
    "assessment",
    _("National assessment"),
    _("The latest approved one; no population at risk is ever named."),
    state.assessment,
)
STRATEGY = Section(
    "strategy", _("National strategy"), _("The latest approved version."), state.strategy
)
TREATIES = Section(
    "treaties",
    _("Legal instruments"),
    _("Where the State stands on each instrument, and what has changed."),
    instruments.status,
)
MEETINGS = Section(
    "meetings",
    _("Meetings and dialogues"),
    _("What the State attended in the period, and what came of it."),
    exchanges.meetings,
)
PARTNERSHIPS = Section(
    "partnerships",
    _("Partnerships"),
    _("With whom, what for, and what came of it."),
    exchanges.partnerships,
)
TRAININGS = Section("trainings", _("Trainings"), _("Of the period."), exchanges.trainings)
LESSONS = Section(
    "lessons", _("Lessons learned"), _("What the State tells others."), exchanges.lessons
)
REVIEW = Section(
    "review", _("The review"), _("Which review it is, and which comes next."), reviews.review
)
OVERVIEW = Section(
    "overview",
    _("Recommendations at a glance"),
    _("By position, and by how far they are."),
    reviews.overview,
)
RECOMMENDATIONS = Section(
    "recommendations",
    _("Recommendations, responses and progress"),
    _("Each recommendation by theme, with the response and what was done."),
    reviews.by_theme,
)
INSTRUMENT = Section(
    "status",
    _("Status of the instrument"),
    _("Where the State stands on it."),
    instruments.status,
)
LAW = Section("law", _("National law"), _("What answers it, item by item."), instruments.law)
STATEMENTS = Section(
    "statements",
    _("Reservations, declarations and objections"),
    _("What the State and others stated on it."),
    instruments.statements,
)
REPORTING = Section(
    "reporting",
    _("Reports to the body"),
    _("What was due, what was handed in, and what comes."),
    instruments.reports_due,
)

OF_STATES = (
    Template(
        DocumentKind.COUNTRY_UPDATE,
        _("What your State tells the other focal points at their annual meeting."),
        Visibility.NETWORK,
        (
            FOREWORD,
            FOCAL_POINT,
            STEPS,
            ASSESSMENT,
            STRATEGY,
            TREATIES,
            MEETINGS,
            PARTNERSHIPS,
            TRAININGS,
            LESSONS,
            OUTLOOK,
        ),
    ),
    Template(
        DocumentKind.SECRETARY_GENERAL,
        _("The seven steps of A/67/929-S/2013/399 ¶71: what your State reports and can show."),
        Visibility.PUBLIC,
        (FOREWORD, STEPS, RECORD, FOCAL_POINT, ASSESSMENT, TREATIES, PARTNERSHIPS, OUTLOOK),
    ),
    Template(
        DocumentKind.UPR,
        _("Recommendations of the last review with the responses and what was done since."),
        Visibility.PUBLIC,
        (FOREWORD, REVIEW, OVERVIEW, RECOMMENDATIONS, FOCAL_POINT, TREATIES, OUTLOOK),
        asks=("cycle",),
    ),
    Template(
        DocumentKind.MIDTERM,
        _("What was done on the recommendations since the review, theme by theme."),
        Visibility.PUBLIC,
        (FOREWORD, OVERVIEW, RECOMMENDATIONS, OUTLOOK),
        asks=("cycle",),
    ),
    Template(
        DocumentKind.TREATY_BODY,
        _("Measures, reporting dates and statements on one instrument."),
        Visibility.PUBLIC,
        (FOREWORD, INSTRUMENT, LAW, STATEMENTS, REPORTING),
        asks=("treaty",),
    ),
    Template(
        DocumentKind.REGIONAL,
        _("What your State tells a committee of its region."),
        Visibility.NETWORK,
        (FOREWORD, FOCAL_POINT, STEPS, TREATIES, MEETINGS, PARTNERSHIPS, LESSONS, OUTLOOK),
    ),
)
TEMPLATES: Mapping[str, Template] = {each.kind: each for each in (ANNUAL, *OF_STATES)}
