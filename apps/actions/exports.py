"""Actions as files; what people change in them comes back by the import."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Value
from django.db.models.functions import Concat, Trim
from django.utils.translation import gettext_lazy as _

from apps.accounts.exports import person_addresses, person_names
from apps.actions.models import ActionLink, Priority, Status
from apps.assessments.models import Knowledge, Level, Trend
from apps.assessments.rerating.selectors import Origin
from apps.countries.exports import STATE, TRAINING, institution_names
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.visibility import Visibility


def _codes(path: str) -> ArraySubquery:
    """The codes of what an action serves; whoever sees the action sees its links."""
    links = ActionLink.objects.filter(action=OuterRef("pk"), **{f"{path}__isnull": False})
    return ArraySubquery(links.order_by(path).values(path))


def _places() -> ArraySubquery:
    """The documents and paragraphs of the recommendations that an action serves."""
    links = ActionLink.objects.filter(action=OuterRef("pk"), recommendation__isnull=False)
    asked = "recommendation"
    place = Trim(Concat(f"{asked}__symbol", Value(" ¶"), f"{asked}__paragraph"))
    return ArraySubquery(links.order_by(f"{asked}__rank").values(place=place))


ACTIONS = Export(
    "actions",
    _("Actions"),
    (
        Column("reference", _("Reference"), width=16),
        # By which the import knows whether somebody changed the action since.
        Column("version", _("Version"), kind=Kind.NUMBER, width=8),
        Column("title", _("Title"), width=50),
        Column("description", _("Description"), width=40),
        Column("status", _("Status"), words=Status.choices, offered=True),
        Column("priority", _("Priority"), words=Priority.choices, offered=True, width=10),
        Column("start_on", _("Start"), kind=Kind.DATE),
        Column("due_on", _("Due"), kind=Kind.DATE),
        Column("completed_on", _("Completed"), kind=Kind.DATE),
        Column(
            "assignee",
            _("Assignee's e-mail"),
            ("assignee_id", "country_id"),
            look_up=person_addresses,
            width=30,
        ),
        Column("assignee_name", _("Assignee"), "assignee_id", look_up=person_names, width=24),
        Column(
            "lead_institution",
            _("Lead institution"),
            "lead_institution_id",
            look_up=institution_names,
            width=34,
        ),
        Column("office", _("Owning institution"), "office_id", look_up=institution_names, width=34),
        Column("visibility", _("Visible to"), words=Visibility.choices, offered=True),
        # What it serves: steps, risk factors and other items by their codes.
        Column("items", _("Steps and factors"), "item_codes", Kind.LIST, width=24),
        Column("treaties", _("Instruments"), "treaty_codes", Kind.LIST, width=20),
        Column("priorities", _("Priorities"), "priority_codes", Kind.LIST, width=20),
        Column(
            "recommendations", _("Recommendations"), "recommendation_places", Kind.LIST, width=24
        ),
        STATE,
        Column("created_at", _("Created (UTC)"), kind=Kind.INSTANT, width=18),
        Column("updated_at", _("Changed (UTC)"), kind=Kind.INSTANT, width=18),
        Column("archived_at", _("Archived (UTC)"), kind=Kind.INSTANT, width=18),
        TRAINING,
    ),
    annotations={
        "item_codes": _codes("item__code"),
        "treaty_codes": _codes("treaty__code"),
        "priority_codes": _codes("priority__reference"),
        "recommendation_places": _places(),
    },
)

RISK_RESILIENCE = Export(
    "risk-resilience",
    _("Risk and resilience"),
    (
        STATE,
        Column("reference", _("Assessment"), width=18),
        Column("code", _("Factor"), width=10),
        Column("factor", _("Title"), width=50),
        Column("level", _("Risk"), words=Level.choices),
        Column("structures", _("Structures"), kind=Kind.LIST, width=40),
        Column("holding", _("Fair or strong"), kind=Kind.NUMBER),
        Column("open", _("Open actions"), kind=Kind.NUMBER),
        Column("stands_out", _("Nothing holds it"), kind=Kind.YES_NO),
        TRAINING,
    ),
)

FACTORS_NOW = Export(
    "factors-now",
    _("Factors now"),
    (
        STATE,
        Column("code", _("Factor"), width=10),
        Column("factor", _("Title"), width=50),
        Column("level", _("Level"), words=Level.choices),
        Column("since", _("Since"), kind=Kind.DATE),
        Column("origin", _("Origin"), words=Origin.choices, width=22),
        Column("approved", _("Approved level"), words=Level.choices),
        Column("trend", _("Trend"), words=Trend.choices),
        Column("confidence", _("Knowledge"), words=Knowledge.choices),
        Column("reason", _("Reason"), width=50),
        Column("events", _("Events since"), kind=Kind.NUMBER),
        Column("open", _("Open actions today"), kind=Kind.NUMBER),
        Column("reference", _("Assessment"), width=18),
        TRAINING,
    ),
)
