"""Forms of actions: what people fill in; the services decide."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.actions import choices
from apps.actions.models import Action
from apps.catalogue.models import STEPS_2013, Item
from apps.recommendations.strategy_models import StrategyPriority
from apps.treaties.models import Treaty
from focalpoint.actors import Actor
from focalpoint.roles import FOCAL_POINT_OFFICE
from focalpoint.sharing import offer_levels
from focalpoint.views import VersionedModelForm
from focalpoint.visibility import NETWORK_LEVELS

SHARED = _("It is shared already: what you save is seen outside your State at once.")


def _day() -> forms.DateInput:
    """The browser's own date picker, which speaks ISO in every language."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ActionForm(VersionedModelForm):
    """An action as a person writes it; new ones may name the steps that they serve."""

    steps = forms.ModelMultipleChoiceField(
        label=_("Serves the steps"),
        queryset=Item.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=300,
        help_text=_("Kept in the history beside your change."),
    )

    class Meta:
        model = Action
        fields = (
            "title",
            "description",
            "priority",
            "start_on",
            "due_on",
            "assignee",
            "lead_institution",
            "visibility",
            "office",
        )
        widgets = {
            "title": forms.TextInput(attrs={"autofocus": True}),
            "description": forms.Textarea(attrs={"rows": 4}),
            "start_on": _day(),
            "due_on": _day(),
        }
        help_texts = {"office": _("Owns the action; decides who sees it at office level.")}

    serves = forms.MultipleChoiceField(
        label=_("It will serve"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        country: Any,
        serves: choices.Choices | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        if serves:
            fields["serves"].choices = serves
            self.initial.setdefault("serves", [key for key, _words in serves])
        else:
            del fields["serves"]
        owners = choices.institutions(actor, country)
        fields["lead_institution"].queryset = owners
        fields["assignee"].queryset = choices.people(actor, country)
        if not actor.roles & FOCAL_POINT_OFFICE:
            owners = owners.filter(pk__in=[*actor.offices, self.instance.office_id])
        fields["office"].queryset = owners
        if self.instance._state.adding:
            self.instance.country = country
            del fields["reason"]
            self.initial.setdefault("office", actor.office_in(country.pk))
            fields["steps"].queryset = Item.objects.filter(
                framework__code=STEPS_2013, framework__is_active=True, is_active=True
            )
        else:
            del fields["steps"]
            self._keep_departed()
        before = None if self.instance._state.adding else self.instance.visibility
        offer_levels(fields["visibility"], actor, self.instance, before=before)
        if before in NETWORK_LEVELS:
            said = fields["visibility"].help_text, SHARED
            fields["visibility"].help_text = " ".join(str(words) for words in said if words)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = self._layout()

    def _keep_departed(self) -> None:
        """Whoever is assigned stays a choice after leaving, so that saving does not unassign."""
        assignee: Any = self.fields["assignee"]
        if self.instance.assignee_id:
            kept = User.objects.filter(pk=self.instance.assignee_id)
            assignee.queryset = assignee.queryset | kept

    def _layout(self) -> Layout:
        last = "steps" if "steps" in self.fields else "reason"
        bookkeeping = ["version"] if "version" in self.fields else []
        served = ["serves"] if "serves" in self.fields else []
        return Layout(
            "title",
            "description",
            *served,
            Row(Column("due_on"), Column("start_on"), Column("priority")),
            Row(Column("assignee"), Column("lead_institution")),
            Row(Column("visibility"), Column("office")),
            last,
            *bookkeeping,
        )

    @property
    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class UpdateForm(forms.Form):
    """An entry in the log."""

    text = forms.CharField(label=_("What happened"), widget=forms.Textarea(attrs={"rows": 2}))


class LinkForm(forms.Form):
    """What an action serves: ``step:CODE``, ``factor:CODE``, ``treaty:CODE``, ``priority:CODE``.

    The priorities of a State are offered where ``serving`` names them.
    """

    target = forms.ChoiceField(label=_("Serves"))

    def __init__(self, *args: Any, serving: Iterable[StrategyPriority] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.serving = {each.reference: each for each in serving}
        target: Any = self.fields["target"]
        target.choices = [
            ("", _("Choose …")),
            (_("Steps"), _prefixed("step", choices.steps())),
            (_("Risk factors"), _prefixed("factor", choices.factors())),
            (_("Instruments"), _prefixed("treaty", choices.treaties())),
        ]
        own = [(reference, str(each)) for reference, each in self.serving.items()]
        if own:
            target.choices = [*target.choices, (_("Priorities"), _prefixed("priority", own))]

    def chosen(self) -> dict[str, Any]:
        """The record that was chosen, as an argument for ``link_action``."""
        kind, _colon, code = self.cleaned_data["target"].partition(":")
        found: Any
        if kind == "treaty":
            found = {"treaty": Treaty.objects.filter(code=code).first()}
        elif kind == "priority":
            found = {"priority": self.serving.get(code)}
        elif kind == "step":
            found = {"item": choices.step_items(code).first()}
        else:
            found = {"item": choices.factor_items(code).first()}
        if not any(found.values()):
            raise ValidationError({"target": _("This does not exist any more.")})
        chosen: dict[str, Any] = found
        return chosen


def _prefixed(kind: str, options: choices.Choices) -> choices.Choices:
    return [(f"{kind}:{code}", label) for code, label in options]
