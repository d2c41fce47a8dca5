"""What an official says about a held mail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.actions.models import Action
from apps.countries.models import Country
from focalpoint.actors import Actor


class _SettleForm(forms.Form):
    """Remembers which version of the mail the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class FileForm(_SettleForm):
    """The action on which the mail is logged, by its reference."""

    reference = forms.CharField(label=_("Reference of the action"), max_length=20)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["reference"].widget.attrs |= {"autocapitalize": "characters", "dir": "ltr"}

    def clean_reference(self) -> Action:
        wanted = self.cleaned_data["reference"].strip().upper()
        action = Action.objects.visible_to(self.actor).filter(reference=wanted).first()
        if action is None:
            raise forms.ValidationError(_("There is no action with this reference."))
        found: Action = action
        return found


class MakeForm(_SettleForm):
    """A new action in one line, as in the quick add."""

    line = forms.CharField(
        label=_("What is to be done"),
        max_length=1000,
        help_text=_("As in the quick add: title, date in words, @person, (step), !priority."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class DismissForm(_SettleForm):
    """Why nothing is done with the mail."""

    why = forms.CharField(label=_("Why"), max_length=300)


class HandOverForm(_SettleForm):
    """The State whose officials are to look at the mail."""

    country = forms.ModelChoiceField(label=_("State"), queryset=Country.objects.all())
