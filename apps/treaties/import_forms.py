"""Forms of imports: the list, whom a name means, and the decision between two sources."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country, Kind
from apps.treaties.choices import Publisher
from apps.treaties.models import Treaty
from apps.treaties.sources.lists import MOST_BYTES


class ListForm(forms.Form):
    """The list to bring in; what it says of itself outweighs what is said here."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,.xls,.xlsx,.csv,.txt"}),
        help_text=_(
            "XML or table of the UN Treaty Collection, spreadsheet of ICRC or OHCHR, list of the"
            " African Union; up to 25 MB."
        ),
    )
    as_of = forms.DateField(
        label=_("Day of the list"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Where the list does not say it itself."),
    )
    treaty = forms.ModelChoiceField(
        label=_("Instrument"),
        queryset=Treaty.objects.all(),
        required=False,
        empty_label=_("as the list says"),
    )
    publisher = forms.ChoiceField(
        label=_("Publisher"),
        choices=[("", _("as the format tells")), *Publisher.choices],
        required=False,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        # Refused before it is read.
        if not file.size:
            raise ValidationError(_("The file is empty."))
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 25 MB."))
        return file

    def clean_as_of(self) -> Any:
        day = self.cleaned_data["as_of"]
        if day and day > timezone.now().date():
            raise ValidationError(_("The list cannot be of a day to come."))
        return day


NOBODY = "nobody"


def participant_choices() -> list[tuple[str, Any]]:
    """Everybody whom a name can mean, for the choices of a whole page; one query."""
    rows = Country.objects.exclude(kind=Kind.TRAINING).order_by("name")
    return [
        ("", _("Choose")),
        *((code, name) for code, name in rows.values_list("code", "name")),
        (NOBODY, _("Nobody: this is no participant")),
    ]


class NameForm(forms.Form):
    """Whom a name means."""

    name = forms.CharField(max_length=200, widget=forms.HiddenInput)
    participant = forms.ChoiceField(label=_("Means"))
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        help_text=_("Such as: its name until 2019."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participant"].choices = choices  # type: ignore[attr-defined]

    @property
    def country(self) -> Country | None:
        """The participant; ``None`` for nobody."""
        code = self.cleaned_data["participant"]
        return None if code == NOBODY else Country.objects.get(code=code)


class DecisionForm(forms.Form):
    """Which of two values holds, and why."""

    decision = forms.ChoiceField(
        label=_("Which value holds?"), choices=[], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("What you looked at: a certified copy, a depositary notification, a letter."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]
