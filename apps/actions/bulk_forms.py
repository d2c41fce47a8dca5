"""The forms of bulk changes: what to change, why, and whether all or nothing."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.actions import choices
from apps.actions.bulk_models import Kind
from apps.actions.forms import LinkForm
from apps.actions.models import Priority, Status
from focalpoint.actors import Actor
from focalpoint.days import DueField
from focalpoint.ui.widgets import DayInput

NOBODY = "none"


class BulkForm(forms.Form):
    """What every bulk change asks; each kind adds its own fields and says their ``values``."""

    kind = forms.ChoiceField(choices=Kind.choices, widget=forms.HiddenInput)
    # Ids with versions, as ``id:version`` with commas between; or everything that a query finds.
    picked = forms.CharField(widget=forms.HiddenInput, required=False)
    query = forms.CharField(widget=forms.HiddenInput, required=False)
    everything = forms.BooleanField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=300,
        help_text=_("Kept in the history of every action that changes."),
    )
    all_or_nothing = forms.BooleanField(
        label=_("Change all of them or none"),
        required=False,
        help_text=_("Otherwise what cannot be changed is left as it is, and named."),
    )
    # The kind's own fields stand first.
    first: tuple[str, ...] = ()

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        # The filters of the list, on the same page, have the usual ids.
        super().__init__(*args, **{"auto_id": "bulk_%s", **kwargs})
        self.actor = actor
        self.offer()
        self.order_fields([*self.first, "reason", "all_or_nothing"])

    def offer(self) -> None:
        """Fill in the choices."""

    def clean_picked(self) -> dict[uuid.UUID, int]:
        pairs = (pair.partition(":") for pair in self.cleaned_data["picked"].split(",") if pair)
        try:
            return {uuid.UUID(pk): int(version) for pk, _colon, version in pairs}
        except ValueError:
            # Beside no field: this one is not shown.
            self.add_error(None, _("This selection makes no sense."))
            return {}

    def values(self) -> dict[str, Any]:
        """What the bulk change keeps of the kind's own fields."""
        return {}


class AssignForm(BulkForm):
    assignee = forms.ChoiceField(label=_("Assignee"))
    first = ("assignee",)

    def offer(self) -> None:
        people = choices.people(self.actor, self.actor.country).values_list("pk", "name")
        assignee: Any = self.fields["assignee"]
        assignee.choices = [
            ("", _("Choose …")),
            *((str(pk), name) for pk, name in people),
            (NOBODY, _("Nobody")),
        ]

    def values(self) -> dict[str, Any]:
        chosen = self.cleaned_data["assignee"]
        return {"assignee": None if chosen == NOBODY else chosen}


class RescheduleForm(BulkForm):
    due_on = DueField(label=_("To this date"), required=False, widget=DayInput)
    days = forms.IntegerField(
        label=_("or by so many days"),
        required=False,
        help_text=_("7 moves every deadline by a week, -7 brings it forward."),
    )
    first = ("due_on", "days")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and bool(data.get("due_on")) == bool(data.get("days")):
            raise ValidationError(_("Give either a date or a number of days."))
        return data

    def values(self) -> dict[str, Any]:
        due = self.cleaned_data["due_on"]
        return {"due_on": due.isoformat()} if due else {"days": self.cleaned_data["days"]}


class StatusForm(BulkForm):
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("Choose …")), *Status.choices])
    first = ("status",)

    def values(self) -> dict[str, Any]:
        return {"status": self.cleaned_data["status"]}


class PriorityForm(BulkForm):
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=[("", _("Choose …")), *Priority.choices], coerce=int
    )
    first = ("priority",)

    def values(self) -> dict[str, Any]:
        return {"priority": self.cleaned_data["priority"]}


class BulkLinkForm(LinkForm, BulkForm):
    first = ("target",)

    def values(self) -> dict[str, Any]:
        return {name: str(record.pk) for name, record in self.chosen_target.items()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "target" in data:
            self.chosen_target = self.chosen()
        return data


FORMS: dict[str, type[BulkForm]] = {
    Kind.ASSIGN: AssignForm,
    Kind.RESCHEDULE: RescheduleForm,
    Kind.STATUS: StatusForm,
    Kind.PRIORITY: PriorityForm,
    Kind.LINK: BulkLinkForm,
    Kind.ARCHIVE: BulkForm,
    Kind.RESTORE: BulkForm,
}
