"""The form of a State's own stages: a row for each, and empty ones to add more."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from apps.countries.models import InstitutionType
from apps.treaties.plans.choices import StageKind
from apps.treaties.plans.course import Usual
from apps.treaties.plans.models import LONGEST_STAGE, PlanTemplate
from focalpoint.numbers import whole_number

# Empty rows below the stages.
EMPTY = 2
NAMES = ("place", "title", "kind", "weeks", "owner", "beside")


class TemplateRowForm(forms.Form):
    """One stage; a row without a name is none."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    place = forms.IntegerField(
        label=_("Order"), required=False, min_value=1, max_value=99, widget=forms.NumberInput
    )
    title = forms.CharField(label=_("Stage"), required=False, max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=StageKind.choices, initial=StageKind.OTHER)
    weeks = forms.IntegerField(
        label=_("Weeks"),
        initial=4,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_STAGE)],
    )
    owner = forms.ChoiceField(label=_("Usually in the hands of"), required=False)
    beside = forms.BooleanField(label=_("Beside the one before"), required=False)
    remove = forms.BooleanField(label=_("Take out"), required=False)

    def __init__(self, *args: Any, owners: Mapping[str, InstitutionType], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Read once for all rows.
        self.owners = owners
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("our office")), *((pk, kind.name) for pk, kind in owners.items())]
        # What a row says stands in its cells; its head is that of the table.
        for name, field in self.fields.items():
            if name != "key":
                field.widget.attrs["aria-describedby"] = f"{self.prefix}-name"

    @property
    def is_kept(self) -> bool:
        """Whether the row is a stage after the form is saved."""
        given = self.cleaned_data
        return bool(given.get("title", "").strip()) and not given.get("remove")

    @property
    def row(self) -> tuple[UUID | None, dict[str, Any]]:
        """The key of the stage that it was, and its values."""
        given = self.cleaned_data
        values = {name: given[name] for name in ("kind", "weeks", "beside")}
        owner = self.owners.get(given["owner"])
        return given["key"], {**values, "title": given["title"].strip(), "owner": owner}


class TemplateForm:
    """All rows of the page together."""

    def __init__(
        self,
        data: Any = None,
        *,
        template: PlanTemplate | None,
        project: Sequence[Usual],
    ) -> None:
        self.is_bound = data is not None
        owners = {kind.pk: kind for kind in InstitutionType.objects.all()}
        initial = _initial(template, project)
        for values in initial:
            if values["owner"] not in owners:
                values["owner"] = ""
        number = len(initial) + EMPTY
        if data is not None:
            sent = whole_number(data.get("rows", ""))
            number = number if sent is None else min(sent, 99)
        filled = [*initial, *({"place": None} for _n in range(max(0, number - len(initial))))]
        self.rows = [
            TemplateRowForm(data, prefix=f"row-{place}", initial=filled[place], owners=owners)
            for place in range(number)
        ]

    def is_valid(self) -> bool:
        """Whether every row makes sense."""
        checked = [row.is_valid() for row in self.rows]
        return all(checked)

    def saved_rows(self) -> list[tuple[UUID | None, dict[str, Any]]]:
        """What is to be kept, in its order: by the numbers given, then as the rows stand."""
        kept = [(place, row) for place, row in enumerate(self.rows) if row.is_kept]
        kept.sort(key=lambda pair: (pair[1].cleaned_data["place"] or 99, pair[0]))
        return [row.row for _place, row in kept]


def _initial(template: PlanTemplate | None, project: Sequence[Usual]) -> list[dict[str, Any]]:
    if template is None:
        return [
            {
                "place": place,
                "title": usual.title,
                "kind": usual.kind,
                "weeks": usual.weeks,
                "owner": usual.owner,
                "beside": usual.beside,
            }
            for place, usual in enumerate(project, 1)
        ]
    return [
        {
            "key": stage.pk,
            "place": place,
            "title": stage.title,
            "kind": stage.kind,
            "weeks": stage.weeks,
            "owner": stage.owner_id,
            "beside": stage.beside,
        }
        for place, stage in enumerate(template.stages.all(), 1)
    ]
