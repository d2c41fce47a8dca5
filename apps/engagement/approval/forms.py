"""What forms of approved records share: who reads the record, and the reason of a change."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from focalpoint.actors import Actor
from focalpoint.policies import allowed
from focalpoint.views import VersionedModelForm


def address_field(label: Any) -> forms.URLField:
    """An address on the web."""
    return forms.URLField(label=label, required=False, max_length=500, assume_scheme="https")


def lines(rows: int) -> forms.Textarea:
    """A text of several lines."""
    return forms.Textarea(attrs={"rows": rows})


class SharedForm(VersionedModelForm):
    """A record that other States read once it is approved."""

    approve = forms.BooleanField(
        label=_("Approve it at once"),
        required=False,
        help_text=_("Other States read no record that is not approved."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["visibility"].label = _("Who reads it")
        self.fields["visibility"].help_text = _("Other States read it once it is approved.")
        if not self.instance._state.adding or not allowed(actor, "approve", self.instance):
            del self.fields["approve"]

    @property
    def changes(self) -> dict[str, Any]:
        """What the person entered of the record itself."""
        return {k: v for k, v in super().changes.items() if k != "approve"}

    @property
    def approves(self) -> bool:
        """Whether the author approves it with the same click."""
        return bool(self.cleaned_data.get("approve"))
