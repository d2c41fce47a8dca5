"""The network's directory: what each State allows to be shown of those who serve."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.languages import Tongue
from apps.countries.models import StateRecord
from focalpoint.history import tracked
from focalpoint.scope import Scope
from focalpoint.visibility import Visibility

# What the directory may show of a person, if the State allows it: each by a choice of its own.
FACTS = ("person_name", "rank", "institution", "email", "phone", "languages")
PHONE = RegexValidator(
    r"^\+?[0-9][0-9 ()./-]{3,39}$", _("Digits, spaces and + ( ) . / - only, with the country code.")
)


class Audience(models.TextChoices):
    """Who is shown a fact."""

    NOBODY = "nobody", _("Nobody")
    NETWORK = "network", _("The network")
    PUBLIC = "public", _("Everybody")


# Who reads what is shown at a level.
SHOWN_TO: Mapping[str, frozenset[str]] = {
    Visibility.NETWORK: frozenset({Audience.NETWORK, Audience.PUBLIC}),
    Visibility.PUBLIC: frozenset({Audience.PUBLIC}),
}


def audience_field(label: Any) -> Any:
    """A choice of its own for one fact, off until somebody makes it."""
    return models.CharField(label, max_length=7, choices=Audience.choices, default=Audience.NOBODY)


@tracked()
class DirectoryEntry(StateRecord):
    """What a State decides for one appointment: who is shown what. Other States never read it."""

    appointment = models.OneToOneField(
        "appointments.Appointment",
        models.PROTECT,
        related_name="directory_entry",
        editable=False,
    )
    email = models.EmailField(_("work e-mail"), blank=True)
    phone = models.CharField(_("work phone"), max_length=40, blank=True, validators=[PHONE])
    languages = ArrayField(
        models.CharField(max_length=2, choices=Tongue.choices),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    show_person_name = audience_field(_("show the name to"))
    show_rank = audience_field(_("show the rank or title to"))
    show_institution = audience_field(_("show the institution to"))
    show_email = audience_field(_("show the work e-mail to"))
    show_phone = audience_field(_("show the work phone to"))
    show_languages = audience_field(_("show the languages to"))

    scope = Scope(shared=False)

    class Meta:
        verbose_name = _("directory entry")
        verbose_name_plural = _("directory entries")

    def __str__(self) -> str:
        return str(self.appointment)

    def get_absolute_url(self) -> str:
        return reverse("appointment-detail", args=[self.appointment_id])

    def clean(self) -> None:
        """What is to be shown is there."""
        super().clean()
        for name in ("email", "phone", "languages"):
            if not getattr(self, name) and getattr(self, f"show_{name}") != Audience.NOBODY:
                raise ValidationError({name: _("Fill this in, or show it to nobody.")})

    @property
    def shown_to(self) -> Audience:
        """The widest circle that is shown anything."""
        told = (each for each in (Audience.PUBLIC, Audience.NETWORK) if self.told_at(each))
        return next(told, Audience.NOBODY)

    def told_at(self, level: str) -> dict[str, Any] | None:
        """What readers of ``level`` are shown; what is not for them is empty. ``None``: nothing."""
        held = {
            "person_name": self.appointment.person_name,
            "rank": self.appointment.rank,
            "institution": str(self.appointment.institution),
            "email": self.email,
            "phone": self.phone,
            "languages": list(self.languages),
        }
        shown = {name for name in FACTS if getattr(self, f"show_{name}") in SHOWN_TO[level]}
        told = {name: value if name in shown else type(value)() for name, value in held.items()}
        return told if any(told.values()) else None


@tracked()
class DirectoryListing(StateRecord):
    """What readers of its level are shown of an appointment: nothing else stands in the row."""

    entry = models.ForeignKey(DirectoryEntry, models.CASCADE, related_name="listings")
    person_name = models.CharField(_("name"), max_length=150, blank=True)
    rank = models.CharField(_("rank or title"), max_length=200, blank=True)
    institution = models.CharField(_("institution"), max_length=200, blank=True)
    email = models.EmailField(_("work e-mail"), blank=True)
    phone = models.CharField(_("work phone"), max_length=40, blank=True)
    languages = ArrayField(
        models.CharField(max_length=2, choices=Tongue.choices),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    is_alternate = models.BooleanField(_("alternate"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ("country__name", "is_alternate", "-starts_on", "-id")
        verbose_name = _("listing in the directory")
        verbose_name_plural = _("listings in the directory")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "visibility"], name="one_listing_per_level")
        ]
        indexes: ClassVar = [
            models.Index(fields=["visibility", "country"], name="listing_level_country")
        ]

    def __str__(self) -> str:
        return self.person_name or str(self.post)

    @property
    def post(self) -> Any:
        """The post that the person holds, in words."""
        return _("Alternate focal point") if self.is_alternate else _("Focal point")

    @property
    def spoken(self) -> str:
        """The languages, in words."""
        return ", ".join(str(Tongue(code).label) for code in self.languages)

    def get_absolute_url(self) -> str:
        return reverse("focal-point", args=[self.country.code])
