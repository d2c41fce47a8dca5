"""What a reader may ask of the treaty pages; it lives in the URL."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country, Kind, Organisation, RegionalGroup
from apps.treaties.models import Category
from focalpoint.days import DayField
from focalpoint.names import named

SHOW = [
    ("", _("All instruments")),
    ("signed", _("Signed, not ratified")),
    ("outside", _("Neither party nor signed")),
    ("party", _("Party")),
]


class ChangesQuery(forms.Form):
    """Two dates, the State (for those who read the network), and which instruments."""

    since = DayField(
        label=_("After"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = DayField(
        label=_("Until (today if empty)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    country = forms.ModelChoiceField(
        label=_("State"),
        queryset=Country.objects.exclude(kind=Kind.OTHER),
        to_field_name="code",
        required=False,
        empty_label=_("All participants"),
    )
    category = forms.ChoiceField(
        label=_("Field of law"), choices=[("", _("All")), *Category.choices], required=False
    )

    def __init__(self, *args: Any, chooses_state: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not chooses_state:
            del self.fields["country"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["since"] >= data["until"]:
            self.add_error("until", _("The second date must come after the first."))
        return data


class StatusQuery(forms.Form):
    """A date, the State (for those who read the network), and which instruments to show."""

    as_of = DayField(label=_("Status on (today if empty)"), required=False)
    country = forms.ModelChoiceField(
        label=_("State"),
        queryset=Country.objects.exclude(kind=Kind.OTHER),
        to_field_name="code",
        required=False,
        empty_label=_("All Member States"),
    )
    category = forms.ChoiceField(
        label=_("Field of law"), choices=[("", _("All")), *Category.choices], required=False
    )
    show = forms.ChoiceField(label=_("Show"), choices=SHOW, required=False)

    def __init__(self, *args: Any, chooses_state: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not chooses_state:
            del self.fields["country"]


class PeerQuery(StatusQuery):
    """With whom a State is compared, on what date."""

    group = forms.ChoiceField(label=_("Compared with"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["category"], self.fields["show"]
        organisations = Organisation.objects.order_by("name").values_list("code", "name")
        group: Any = self.fields["group"]
        groups = [*RegionalGroup.choices, *((code, named(name)) for code, name in organisations)]
        group.choices = [("", _("Its own group")), *groups]
        self._names = dict(groups)

    def name_of(self, code: str) -> str:
        """What a group is called."""
        return str(self._names.get(code, ""))
