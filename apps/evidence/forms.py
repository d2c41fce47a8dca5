"""Forms of evidence: what people fill in; the services decide."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country
from apps.evidence.media_types import ENDINGS
from apps.evidence.models import Evidence, Sensitivity
from focalpoint.actors import Actor
from focalpoint.days import DayField
from focalpoint.sharing import offer_levels
from focalpoint.views import VersionedModelForm
from focalpoint.visibility import Visibility

KEPT = _(
    "Sensitive: it never leaves our government. Strictly restricted: only people of my institution"
    " open it. Each opening of either is recorded."
)


def _day() -> forms.DateInput:
    """The browser's own date picker, which speaks ISO in every language."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _helper(*layout: Any) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*layout)
    return helper


class FilesInput(forms.ClearableFileInput):
    """A file dialog that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files, as a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, (list, tuple)) else [data]
        # An empty file is refused by name further on, with the others.
        self.allow_empty_file = True
        return [super(FilesField, self).clean(one, initial) for one in given or [None]]


class KeptForm(forms.Form):
    """How new evidence is kept: from when it holds, how carefully, and who sees it."""

    effective_on = DayField(
        label=_("Effective on"),
        widget=_day(),
        help_text=_("The day on which what it proves holds, not the day of the upload."),
    )
    sensitivity = forms.ChoiceField(
        label=_("Sensitivity"),
        choices=Sensitivity.choices,
        initial=Sensitivity.ORDINARY,
        help_text=KEPT,
    )
    visibility = forms.ChoiceField(
        label=_("Visible to"),
        choices=[("", _("As usual: my government")), *Visibility.choices],
        required=False,
        help_text=_("Never to more people than the record that it belongs to."),
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        help_text=_("Where it comes from, say."),
    )

    def __init__(self, *args: Any, actor: Actor, country: Country, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = Evidence(country=country)
        offer_levels(self.fields["visibility"], actor, item, before=None)


class AttachForm(KeptForm):
    """Files to add."""

    files = FilesField(  # type: ignore[assignment]  # in the class it is a field, in a form its files
        label=_("Files"), widget=FilesInput(attrs={"accept": ",".join(ENDINGS)})
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("Without one, each file is listed under its own name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _helper(
            "title",
            Row(Column("effective_on"), Column("sensitivity")),
            Row(Column("visibility"), Column("note")),
        )


class LinkForm(KeptForm):
    """A link to add."""

    url = forms.URLField(
        label=_("Address"),
        max_length=1000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
    )
    title = forms.CharField(label=_("Title"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _helper(
            "url",
            "title",
            Row(Column("effective_on"), Column("sensitivity")),
            Row(Column("visibility"), Column("note")),
        )


class ReviseForm(forms.Form):
    """The next revision of an item: a file or a link."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    url = forms.URLField(
        label=_("Or an address"),
        max_length=1000,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
    )
    effective_on = DayField(
        label=_("Effective on"),
        widget=_day(),
        help_text=_("The day on which what it proves holds, not the day of the upload."),
    )
    note = forms.CharField(label=_("What is new"), max_length=500, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _helper("url", Row(Column("effective_on"), Column("note")), "version")


class EvidenceForm(VersionedModelForm):
    """What an item is called, from when it holds, and how it is kept."""

    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=300,
        help_text=_("Kept in the history; needed when it is to be kept less carefully."),
    )

    class Meta:
        model = Evidence
        fields = ("title", "effective_on", "sensitivity", "visibility")
        widgets = {"effective_on": _day()}
        help_texts = {"sensitivity": KEPT}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item: Evidence = self.instance
        offer_levels(self.fields["visibility"], actor, item, before=item.visibility)


class WithdrawForm(forms.Form):
    """Why an item proves nothing any more."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
