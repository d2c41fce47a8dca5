"""Forms of mechanisms and appointments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.appointments.models import Appointment, NationalMechanism
from apps.countries.models import Country, Institution
from focalpoint.actors import Actor
from focalpoint.days import DayField
from focalpoint.policies import allowed
from focalpoint.ui.widgets import DayInput
from focalpoint.views import VersionedModelForm
from focalpoint.visibility import NETWORK_LEVELS, Visibility


class _SharedRecordForm(VersionedModelForm):
    """Only those who share with the network are offered its levels."""

    def __init__(self, *args: Any, actor: Actor, country: Country, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        probe = self._meta.model(country=country)
        visibility: Any = self.fields["visibility"]
        if not allowed(actor, "share", probe):
            visibility.choices = [c for c in Visibility.choices if c[0] not in NETWORK_LEVELS]
            visibility.help_text = _("The focal point and the deputy can share it further.")


class MechanismForm(_SharedRecordForm):
    class Meta:
        model = NationalMechanism
        fields = (
            "kind",
            "name",
            "legal_instrument",
            "established_on",
            "dissolved_on",
            "resources",
            "terms_of_reference",
            "visibility",
        )
        widgets = {
            "established_on": DayInput,
            "dissolved_on": DayInput,
            "resources": forms.Textarea(attrs={"rows": 3}),
            "terms_of_reference": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "legal_instrument": _("Law, decree or decision that created it."),
            "resources": _("Posts, budget, premises."),
        }


class AppointmentForm(_SharedRecordForm):
    class Meta:
        model = Appointment
        fields = (
            "person_name",
            "rank",
            "institution",
            "is_alternate",
            "starts_on",
            "ends_on",
            "mechanism",
            "legal_act",
            "user",
            "visibility",
        )
        field_classes = {"starts_on": DayField, "ends_on": DayField}
        widgets = {"starts_on": DayInput, "ends_on": DayInput}
        help_texts = {
            "is_alternate": _("An alternate stands in; one principal serves at a time."),
            "ends_on": _("The last day. Leave it empty while no end is set."),
            "user": _("The person's own account, if there is one."),
        }

    def __init__(self, *args: Any, actor: Actor, country: Country, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, country=country, **kwargs)
        related: dict[str, Any] = {
            "institution": Institution.objects.visible_to(actor).filter(country=country),
            "mechanism": NationalMechanism.objects.visible_to(actor).filter(country=country),
            "user": User.objects.filter(memberships__country=country).distinct(),
        }
        for name, rows in related.items():
            field: Any = self.fields[name]
            field.queryset = rows


class EndForm(VersionedModelForm):
    """The last day of an appointment, and why."""

    ends_on = DayField(label=_("Last day"), widget=DayInput)
    reason = forms.CharField(
        label=_("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    class Meta:
        model = Appointment
        fields = ("ends_on",)
