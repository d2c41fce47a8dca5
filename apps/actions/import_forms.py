"""Forms of imports: the file, and what its columns hold."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.actions.import_columns import labels, mapping_problems
from apps.actions.import_models import ActionImport, ImportSheet
from focalpoint.imports.dates import DayOrder
from focalpoint.imports.sheets import MOST_BYTES

ACCEPTED = ".xlsx,.csv,.txt,.tsv"


class SheetForm(forms.Form):
    """The file to import."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=_("XLSX or CSV, up to 10 MB and 20,000 rows."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        # Refused before it is read.
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(_("The file is larger than 10 MB. Divide it."))
        return file


class ColumnsForm(forms.Form):
    """For each column of the sheet the field that it fills; and how its dates are written."""

    day_order = forms.ChoiceField(
        label=_("Dates such as 03/04/2026"),
        choices=[
            (DayOrder.UNKNOWN.value, _("report them as problems")),
            (DayOrder.DAY_FIRST.value, _("begin with the day: 3 April")),
            (DayOrder.MONTH_FIRST.value, _("begin with the month: 4 March")),
        ],
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, batch: ActionImport, sheet: ImportSheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        self.sheet = sheet
        self.initial.setdefault("version", batch.version)
        self.initial.setdefault("day_order", batch.day_order)
        offered = [("", _("— not imported —")), *labels().items()]
        for place, header in enumerate(sheet.headers):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=header,
                choices=offered,
                required=False,
                initial=batch.mapping.get(header, ""),
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    @property
    def columns(self) -> list[dict[str, Any]]:
        """Each column with its first values and its choice."""
        return [
            {
                "header": header,
                "samples": self.sheet.samples[place] if place < len(self.sheet.samples) else [],
                "field": self[f"column-{place}"],
            }
            for place, header in enumerate(self.sheet.headers)
        ]

    @property
    def mapping(self) -> dict[str, str]:
        """What was chosen, by the names of the columns."""
        return {
            header: self.cleaned_data[f"column-{place}"]
            for place, header in enumerate(self.sheet.headers)
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            for problem in mapping_problems(self.mapping):
                self.add_error(None, problem)
        return cleaned
