"""Forms of what people share about an action; the services decide."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apps.actions.collaboration import LONGEST_TEXT
from apps.actions.models import Action
from focalpoint.actors import Actor


class CommentForm(forms.Form):
    """A word to colleagues."""

    text = forms.CharField(
        label=_("Comment"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ChecklistForm(forms.Form):
    """One more item."""

    text = forms.CharField(label=_("New item"), max_length=300)


class BlockerForm(forms.Form):
    """The action that must be finished before, by its reference or by words of its title."""

    blocked_by = forms.CharField(label=_("Waits for"), max_length=300)

    def __init__(self, *args: Any, action: Action, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action, self.actor = action, actor

    def clean_blocked_by(self) -> Action:
        """The one action that is meant."""
        typed = self.cleaned_data["blocked_by"].strip()
        rows = Action.objects.visible_to(self.actor).filter(country=self.action.country_id)
        # The list of suggestions writes the reference first.
        named: Action | None = rows.filter(reference__iexact=typed.split()[0]).first()
        if named is not None:
            return named
        found: list[Action] = list(rows.filter(title__icontains=typed)[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_now("No action of your State is called so."))
        several = ", ".join(action.reference for action in found[:5])
        raise ValidationError(
            _now("Several are called so: %(references)s. Write the reference.")
            % {"references": several}
        )


class WatcherForm(forms.Form):
    """A colleague who is to be told."""

    person = forms.CharField(label=_("Tell a colleague too"), max_length=200)
