"""Forms of accounts: profile, tokens, roles, invitations."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Invitation, Membership, User
from apps.accounts.policies import roles_open_to
from apps.accounts.services.tokens import LONGEST_LIFE
from apps.countries.models import Country, Institution
from focalpoint.actors import Actor
from focalpoint.names import by_name
from focalpoint.roles import NETWORK_ROLES, STATE_ROLES, Role
from focalpoint.time_zones import time_zone_choices
from focalpoint.views import VersionedModelForm


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ProfileForm(forms.ModelForm):
    """Name, language, time zone."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Of the pages, and of the mails that you get."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zone_choices,
        help_text=_("Times are shown in it, and the daily mail leaves at 08:00 in it."),
    )

    class Meta:
        model = User
        fields = ("name", "language", "time_zone")


class TokenForm(forms.Form):
    """A token's name and its last day."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("What it is for, so that you recognise it later."),
    )
    expires_on = forms.DateField(
        label=_("Valid until"), widget=DayInput, help_text=_("One year at most.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial.setdefault("expires_on", today + dt.timedelta(days=90))
        self.fields["expires_on"].widget.attrs.update(
            min=(today + dt.timedelta(days=1)).isoformat(),
            max=(today + LONGEST_LIFE - dt.timedelta(days=1)).isoformat(),
        )

    @property
    def expires_at(self) -> dt.datetime:
        """The end of the last day, in the person's own time zone."""
        day: dt.date = self.cleaned_data["expires_on"]
        return dt.datetime.combine(day, dt.time.max, timezone.get_current_timezone())


class ReasonForm(forms.Form):
    """Why: shown to whoever reads the history."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class RoleForm(VersionedModelForm):
    """Another role or institution for a member; both within the same State, or in the network."""

    reason = forms.CharField(label=_("Reason"), max_length=300)

    class Meta:
        model = Membership
        fields = ("role", "institution")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = self.instance.country
        here = STATE_ROLES if country else NETWORK_ROLES
        self.fields["role"].choices = _role_choices(  # type: ignore[attr-defined]
            role for role in roles_open_to(actor, Membership) if role in here
        )
        if country is None:
            del self.fields["institution"]
        else:
            _offer_institutions(self.fields["institution"], actor, country)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class EndForm(VersionedModelForm):
    """When a role ends, and why."""

    reason = forms.CharField(label=_("Reason"), max_length=300)

    class Meta:
        model = Membership
        fields = ("ends_on",)
        widgets = {"ends_on": DayInput}
        labels = {"ends_on": _("Last day")}
        help_texts = {"ends_on": _("Leave empty to end the role now.")}


class PlaceForm(forms.Form):
    """Where the secretariat invites to: the network or a State."""

    NETWORK = "network"
    state = forms.ChoiceField(label=_("State"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(each.code, str(each)) for each in sorted(Country.objects.all(), key=by_name)]
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            (self.NETWORK, _("The network (no State)")),
            *states,
        ]


class InvitationForm(forms.Form):
    """Whom to invite, to what; ``country`` is ``None`` for the network."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"))
    institution = forms.ModelChoiceField(
        Institution.objects.none(), label=_("Institution"), required=False
    )
    new_institution = forms.CharField(
        label=_("Or name an institution that is not in the list"), max_length=200, required=False
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, actor: Actor, country: Country | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country
        here = STATE_ROLES if country else NETWORK_ROLES
        self.fields["role"].choices = _role_choices(  # type: ignore[attr-defined]
            role for role in roles_open_to(actor, Invitation) if role in here
        )
        if country is None:
            del self.fields["institution"], self.fields["new_institution"]
        else:
            _offer_institutions(self.fields["institution"], actor, country)
            self.initial.setdefault("institution", actor.office_in(country.pk))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen, named = (bool(cleaned.get(key)) for key in ("institution", "new_institution"))
        if self.country and "institution" in cleaned and chosen == named:
            raise ValidationError({"institution": _("Choose an institution or name a new one.")})
        return cleaned


class JoinForm(forms.Form):
    """What a newcomer says of themselves."""

    name = forms.CharField(
        label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html(),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices)

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "password" in cleaned:
            person = User(email=self.email, name=cleaned.get("name", ""))
            try:
                validate_password(cleaned["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Put a service's complaint on the field that it is about, or above the form."""
    problems = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    for name, found in problems.items():
        form.add_error(name if name in form.fields else None, found)


def _role_choices(roles: Any) -> list[tuple[str, Any]]:
    return [("", "—"), *((role.value, role.label) for role in roles)]


def _offer_institutions(field: Any, actor: Actor, country: Country) -> None:
    visible = Institution.objects.visible_to(actor).of(country)
    field.queryset = visible.filter(is_active=True)
