"""Forms of plans: what people fill in; the services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import Membership, User
from apps.countries.models import Country, Institution
from apps.treaties.plans.choices import Aim, Count
from apps.treaties.plans.deposit import BY
from apps.treaties.plans.models import PlanStage, RatificationPlan
from focalpoint.actors import Actor
from focalpoint.days import DayField
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_WRITERS
from focalpoint.sharing import offer_levels
from focalpoint.ui.widgets import DayInput
from focalpoint.views import VersionedModelForm
from focalpoint.visibility import Visibility

WHY = _("Kept in the history beside your change.")


def _why() -> forms.CharField:
    return forms.CharField(label=_("Why"), required=False, max_length=300, help_text=WHY)


def institutions(actor: Actor, country: Country) -> Any:
    """The institutions of a State that may have a stage in hands."""
    return Institution.objects.visible_to(actor).filter(country=country, is_active=True)


class StartForm(forms.Form):
    """By what act, and from which day the dates count. Everything has a sensible beginning."""

    record_kind = RatificationPlan

    aim = forms.ChoiceField(label=_("Join by"), choices=Aim.choices)
    count = forms.ChoiceField(label=_("Count the dates"), choices=Count.choices)
    day = DayField(label=_("Day"), widget=DayInput)
    visibility = forms.ChoiceField(label=_("Who sees the plan"), choices=Visibility.choices)

    def __init__(self, *args: Any, actor: Actor, plan: RatificationPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_levels(self.fields["visibility"], actor, plan, before=None)


class PlanForm(VersionedModelForm):
    """The frame of a plan; its stages have forms of their own."""

    reason = _why()

    class Meta:
        model = RatificationPlan
        fields = ("aim", "target_on", "note", "visibility")
        widgets = {"target_on": DayInput, "note": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self.instance
        offer_levels(self.fields["visibility"], actor, plan, before=plan.visibility)


class ReasonForm(forms.Form):
    """Why something that matters is done."""

    reason = forms.CharField(
        label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class StageForm(VersionedModelForm):
    """A stage: all of it for the focal point's office, date, person and note for its ministry."""

    ARRANGED = ("title", "kind", "institution")

    blocked_by = forms.ModelMultipleChoiceField(
        label=_("Waits for"),
        queryset=PlanStage.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    before = forms.ModelChoiceField(
        label=pgettext_lazy("in an order", "Place"),
        queryset=PlanStage.objects.none(),
        required=False,
        empty_label=_("at the end"),
    )
    reason = _why()

    class Meta:
        model = PlanStage
        fields = ("title", "kind", "institution", "person", "due_on", "note")
        widgets = {"due_on": DayInput, "note": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, actor: Actor, plan: RatificationPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        stage = self.instance
        others = PlanStage.objects.visible_to(actor).filter(plan=plan).exclude(pk=stage.pk)
        fields["blocked_by"].queryset = others.order_by("position", "id")
        fields["before"].queryset = others.order_by("position", "id")
        fields["before"].label_from_instance = lambda other: (
            _("before “%(stage)s”") % {"stage": other.title}
        )
        narrow = plan.visibility == Visibility.OFFICE
        owners = institutions(actor, plan.country)
        fields["institution"].queryset = owners.filter(pk=plan.office_id) if narrow else owners
        fields["institution"].initial = plan.office_id
        fields["institution"].empty_label = None
        fields["person"].queryset = _people(actor, plan.country, stage)
        fields["person"].empty_label = _("nobody by name")
        fields["person"].help_text = _("Somebody of the institution that has the stage in hands.")
        if stage._state.adding:
            del fields["reason"]
        else:
            del fields["before"]
            self.initial["blocked_by"] = list(
                stage.dependencies.values_list("blocked_by_id", flat=True)
            )
            if not allowed(actor, "arrange", stage):
                for name in (*self.ARRANGED, "blocked_by"):
                    del fields[name]
        self.order_fields(
            ["title", "kind", "institution", "person", "due_on", "blocked_by", "before", "note"]
        )

    @property
    def changes(self) -> dict[str, Any]:
        names = self._meta.fields or ()
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    @property
    def blockers(self) -> list[PlanStage] | None:
        """What it is to wait for; ``None`` where the form does not ask."""
        return list(self.cleaned_data["blocked_by"]) if "blocked_by" in self.fields else None


def _people(actor: Actor, country: Country, stage: PlanStage) -> Any:
    """Who writes for the State today; whoever has the stage stays a choice after leaving."""
    posts = Membership.objects.visible_to(actor).filter(
        country=country, role__in=GOVERNMENT_WRITERS
    )
    known = User.objects.filter(pk__in=posts.in_force().values("user"))
    return known | User.objects.filter(pk=stage.person_id) if stage.person_id else known


class DepositForm(forms.Form):
    """By what act and on which day the instrument was deposited."""

    kind = forms.ChoiceField(label=_("Act"), choices=[(kind, kind.label) for kind in BY])
    deposited_on = DayField(label=_("Day of the deposit"), widget=DayInput)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        help_text=_("Such as the number of the note verbale. Everybody reads it."),
    )
