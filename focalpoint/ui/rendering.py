"""How forms are drawn: as everywhere in Django, and with one word on what is public."""

from typing import Any

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext as _

from focalpoint.published import published_kinds
from focalpoint.visibility import Visibility


class Bound(BoundField):
    """A field in a form; where it offers to make a record public, it says what that means.

    That depends on the kind of record: that of the form's model, or its ``record_kind`` where it
    makes another, or has no model. Asked when the field is drawn: forms narrow their levels after
    they are made. In a filter, which asks for nothing, the level only sorts.
    """

    @property
    def help_text(self) -> str:
        told = str(self._help_text)
        if self.name != "visibility" or not self.field.required or not self._offers_public():
            return told
        public = (
            _("“Public” means everybody, also without a login, once the public page is turned on.")
            if self._is_published()
            else _("“Public” means everybody who signs in; no public page shows it.")
        )
        return f"{told} {public}".strip()

    @help_text.setter
    def help_text(self, value: Any) -> None:
        self._help_text = value or ""

    def _is_published(self) -> bool:
        """Whether a public page shows the record; of a form that does not say, it may."""
        model = getattr(self.form, "record_kind", None)
        model = model or getattr(getattr(self.form, "_meta", None), "model", None)
        return model is None or model in published_kinds()

    def _offers_public(self) -> bool:
        choices = getattr(self.field, "choices", ())
        return Visibility.PUBLIC in {str(value) for value, _label in choices}


class Renderer(TemplatesSetting):
    """The renderer of all forms."""

    bound_field_class = Bound
