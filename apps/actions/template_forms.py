"""Forms of templates: the preview of a start, keeping actions as a template, changing one."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from apps.actions import choices
from apps.actions.blueprints import Blueprint
from apps.actions.models import Action
from apps.actions.template_models import ActionTemplate, TemplateRow
from apps.actions.templates import Start
from apps.countries.models import Country
from focalpoint.actors import Actor
from focalpoint.days import DayField, DueField
from focalpoint.views import VersionedModelForm


def day(**attrs: Any) -> forms.DateInput:
    """The browser's own date picker, which speaks ISO in every language."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **attrs})


class AnchorForm(forms.Form):
    """The day from which the dates of a template count."""

    anchor = DayField(label=_("Anchor"), widget=day())

    def __init__(self, *args: Any, blueprint: Blueprint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["anchor"].label = blueprint.anchor


class StartForm(forms.Form):
    """Every action of a template with its date and people, to be altered before it is made."""

    def __init__(
        self,
        *args: Any,
        blueprint: Blueprint,
        actor: Actor,
        country: Country,
        anchor: dt.date,
        today: dt.date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.blueprint = blueprint
        self.today = today
        # Read once for all rows.
        self.people = {str(user.pk): user for user in choices.people(actor, country)}
        self.leads = {str(i.pk): i for i in choices.institutions(actor, country)}
        people = [("", _("nobody yet")), *((pk, str(user)) for pk, user in self.people.items())]
        leads = [("", "–"), *((pk, str(lead)) for pk, lead in self.leads.items())]
        for number, entry in enumerate(blueprint.entries):
            due = entry.due_on(anchor)
            label = {"title": entry.title}
            self.fields[f"use_{number}"] = forms.BooleanField(
                required=False, initial=due >= today, label=_("Make “%(title)s”") % label
            )
            self.fields[f"due_{number}"] = DueField(
                required=False, initial=due, widget=day(), label=_("Due: %(title)s") % label
            )
            self.fields[f"assignee_{number}"] = forms.ChoiceField(
                required=False, choices=people, label=_("Assignee: %(title)s") % label
            )
            self.fields[f"lead_{number}"] = forms.ChoiceField(
                required=False,
                choices=leads,
                initial=str(entry.lead_institution or ""),
                label=_("Lead institution: %(title)s") % label,
            )

    @property
    def lines(self) -> list[dict[str, Any]]:
        """One line per action, with its fields."""
        return [
            {
                "entry": entry,
                "has_passed": self._due(number) is not None and self._due(number) < self.today,
                "waits_for": [self._title(key) for key in entry.after],
                **{name: self[f"{name}_{number}"] for name in ("use", "due", "assignee", "lead")},
            }
            for number, entry in enumerate(self.blueprint.entries)
        ]

    def _due(self, number: int) -> Any:
        return self.fields[f"due_{number}"].initial

    def _title(self, key: str) -> str:
        return next((entry.title for entry in self.blueprint.entries if entry.key == key), "")

    def starts(self) -> list[Start]:
        """The actions that were chosen, as they were altered."""
        cleaned = self.cleaned_data
        return [
            Start(
                entry=entry,
                due_on=cleaned[f"due_{number}"],
                assignee=self.people.get(cleaned[f"assignee_{number}"]),
                lead_institution=self.leads.get(cleaned[f"lead_{number}"]),
            )
            for number, entry in enumerate(self.blueprint.entries)
            if cleaned[f"use_{number}"]
        ]


class KeepForm(forms.Form):
    """Actions that are to be done again one day, as a template."""

    title = forms.CharField(label=_("Name of the template"), max_length=200)
    text = forms.CharField(
        label=_("What it is for"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    anchor = forms.CharField(
        label=_("Anchor"),
        max_length=200,
        help_text=_("The day from which the dates count, in words: “First day of the session”."),
    )
    anchor_on = DayField(
        label=_("When was that day?"),
        widget=day(),
        help_text=_("The dates of the actions become distances from it."),
    )
    actions = forms.MultipleChoiceField(
        label=_("Actions"), widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, offered: Sequence[Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(action.pk): action for action in offered}
        field: Any = self.fields["actions"]
        field.choices = [(pk, str(action)) for pk, action in self.offered.items()]

    def chosen(self) -> list[Action]:
        return [self.offered[pk] for pk in self.cleaned_data["actions"]]


class TemplateForm(VersionedModelForm):
    """The words of a template and the distance of each of its actions."""

    class Meta:
        model = ActionTemplate
        fields = ("title", "text", "anchor")
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    ROW = ("title", "amount", "unit")

    def __init__(self, *args: Any, rows: Sequence[TemplateRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            for name in self.ROW:
                column: Any = TemplateRow._meta.get_field(name)
                field = column.formfield()
                field.initial = getattr(row, name)
                field.label = f"{field.label}: {row.title}"
                field.help_text = ""
                self.fields[f"{name}_{row.pk}"] = field
            self.fields[f"drop_{row.pk}"] = forms.BooleanField(
                required=False, label=_("Take out “%(title)s”") % {"title": row.title}
            )

    @property
    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    @property
    def row_changes(self) -> dict[Any, dict[str, Any] | None]:
        """What changes in each row; nothing at all for one that is taken out."""
        cleaned = self.cleaned_data
        return {
            row.pk: None
            if cleaned[f"drop_{row.pk}"]
            else {name: cleaned[f"{name}_{row.pk}"] for name in self.ROW}
            for row in self.rows
        }

    @property
    def lines(self) -> list[dict[str, BoundField]]:
        """One line per row, with its fields."""
        names = (*self.ROW, "drop")
        return [{name: self[f"{name}_{row.pk}"] for name in names} for row in self.rows]
