"""Forms whose text is kept while somebody writes."""

import re
import uuid
from typing import Any

from django import forms


class AutosavedForm(forms.Form):
    """A form that knows which page sent it, so that the text of that page is forgotten.

    ``taken_up`` is the revision of the unsaved text that the page began with, if it did.
    """

    writer = forms.CharField(required=False, widget=forms.HiddenInput)
    taken_up = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> Any:
        """What a page says of itself is no value of the record."""
        super().clean()
        for name in ("writer", "taken_up"):
            self.cleaned_data.pop(name, None)
        return self.cleaned_data

    @property
    def page(self) -> uuid.UUID | None:
        """The page that sent the form; ``None`` without scripts, or for anything else."""
        return read_uuid(self.data.get(self.add_prefix("writer")))

    @property
    def revision(self) -> int | None:
        """The revision that the page took up; ``None`` where it took up nothing."""
        sent = str(self.data.get(self.add_prefix("taken_up"), ""))
        return int(sent) if re.fullmatch("[0-9]{1,9}", sent) else None


def read_uuid(value: Any) -> uuid.UUID | None:
    """A UUID as it was sent, or ``None`` for anything else."""
    try:
        return uuid.UUID(value)
    except (ValueError, TypeError, AttributeError):
        return None
