"""States, their institutions and organisations, and the references that people see."""

import datetime as dt
import zoneinfo
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from focalpoint.history import tracked
from focalpoint.ids import uuid7
from focalpoint.names import named
from focalpoint.records import Record
from focalpoint.scope import Scope, ScopedQuerySet
from focalpoint.time_zones import validate_time_zone
from focalpoint.visibility import Visibility


class Kind(models.TextChoices):
    """What a participant is in law; training States are fictional and stand in no count."""

    MEMBER = "member", _("Member State")
    OBSERVER = "observer", _("Observer State")
    OTHER = "other", _("Other participant")
    TRAINING = "training", _("Training State")


# ISO 3166-1 never gives these alpha-3 codes to a country: no fictional State takes a real one's.
USER_ASSIGNED_CODE = r"^(AAA|Q[M-Z][A-Z]|X[A-Z][A-Z]|ZZ[A-Z])$"


class RegionalGroup(models.TextChoices):
    """The regional groups of Member States at the United Nations."""

    AFRICA = "AG", _("African States")
    ASIA_PACIFIC = "APG", _("Asia-Pacific States")
    EASTERN_EUROPE = "EEG", _("Eastern European States")
    LATIN_AMERICA = "GRULAC", _("Latin American and Caribbean States")
    WESTERN_EUROPE = "WEOG", _("Western European and other States")


class Confidence(models.TextChoices):
    """How sure a fact is; shown wherever the fact is shown."""

    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


class MapRuleKind(models.TextChoices):
    """What a rule of the maps is about."""

    BORDER = "border", _("A dashed line between two outlines")
    PART = "part", _("A part of one outline is drawn with the other")
    NOTE = "note", _("Nothing; it is said below the map")


class CountryQuerySet(models.QuerySet["Country"]):
    """Countries are reference data: everybody reads them."""

    def member_states(self) -> "CountryQuerySet":
        """The Member States of the United Nations; never a training State."""
        return self.filter(kind=Kind.MEMBER)

    def training_states(self) -> "CountryQuerySet":
        return self.filter(kind=Kind.TRAINING)


@tracked()
class Country(Record):
    """A State or other participant; ``code`` is ISO 3166-1 alpha-3 where there is one."""

    code = models.CharField(_("code"), max_length=3, unique=True)
    iso2 = models.CharField(_("ISO alpha-2"), max_length=2, blank=True)
    m49 = models.CharField(_("UN M49"), max_length=3, blank=True)
    name = models.CharField(_("UN name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    regional_group = models.CharField(
        _("regional group"), max_length=6, choices=RegionalGroup.choices, blank=True
    )
    un_member_since = models.DateField(_("UN member since"), null=True, blank=True)
    # From when a successor State is bound by what its predecessor was bound by.
    succeeded_on = models.DateField(_("date of succession"), null=True, blank=True)
    succession = models.JSONField(
        _("succession: of whom, and the source"), default=dict, blank=True
    )
    time_zone = models.CharField(
        _("time zone of the capital"),
        max_length=64,
        default="UTC",
        validators=[validate_time_zone],
    )
    aliases = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = CountryQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("State")
        verbose_name_plural = _("States")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind=Kind.TRAINING, code__regex=USER_ASSIGNED_CODE)
                | (~Q(kind=Kind.TRAINING) & ~Q(code__regex=USER_ASSIGNED_CODE)),
                name="training_states_have_user_assigned_codes",
                violation_error_message=_(
                    "Training States, and no others, have codes that ISO leaves to users:"
                    " AAA, QMA–QZZ, XAA–XZZ, ZZA–ZZZ."
                ),
            )
        ]

    def __str__(self) -> str:
        return named(self.name)

    @property
    def is_training(self) -> bool:
        return self.kind == Kind.TRAINING

    def local_date(self, instant: dt.datetime) -> dt.date:
        """The date in the capital at ``instant`` (an aware datetime)."""
        return instant.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()


class Organisation(models.Model):
    """A regional organisation or network of States."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    countries = models.ManyToManyField(
        Country, through="OrganisationMembership", related_name="organisations"
    )

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class OrganisationMembership(models.Model):
    """A State's membership of an organisation; dates where a source gives them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    country = models.ForeignKey(Country, on_delete=models.CASCADE)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "country", "starts_on"],
                nulls_distinct=False,
                name="one_membership_per_organisation_country_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.country_id} in {self.organisation_id}"


class InstitutionType(models.Model):
    """A kind of institution, from the catalogue."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "name")

    def __str__(self) -> str:
        return named(self.name)


@tracked()
class Institution(Record):
    """A ministry, parliament, human rights institution or other body of a State."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="institutions")
    type = models.ForeignKey(InstitutionType, models.PROTECT, null=True, blank=True)
    name = models.CharField(_("name"), max_length=200)
    acronym = models.CharField(_("acronym"), max_length=20, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(office=None, visibility=None, administered=True, directory=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country", "name"], name="one_institution_per_name")
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class MapRule(Record):
    """How maps draw what is not settled: a boundary, or where a part of an outline belongs.

    Outlines go by their UN M49 code, or by the name that their package gives them where there is no
    code. ``box`` (west, south, east, north, in degrees) bounds the rule; empty, it has no bounds.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("what is drawn"), max_length=6, choices=MapRuleKind.choices)
    title = models.CharField(_("title"), max_length=120)
    first = models.CharField(
        _("outline"),
        max_length=40,
        help_text=_("The UN M49 code; the name in the outlines where there is none."),
    )
    second = models.CharField(_("the other outline"), max_length=40, blank=True)
    box = ArrayField(
        models.FloatField(),
        verbose_name=_("within"),
        default=list,
        blank=True,
        help_text=_("West, south, east, north in degrees; empty for all of it."),
    )
    note = models.CharField(_("what is not settled"), max_length=300)
    source = models.CharField(_("source"), max_length=300)
    as_of = models.DateField(_("as of"))
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence.choices)
    is_active = models.BooleanField(_("active"), default=True)
    # What was made or changed by hand stays whatever the project's file says.
    is_loaded = models.BooleanField(_("from a file"), default=False, editable=False)

    class Meta:
        ordering = ("title", "code")
        verbose_name = _("rule of the maps")
        verbose_name_plural = _("rules of the maps")

    def __str__(self) -> str:
        return named(self.title)

    def clean(self) -> None:
        """A line lies between two outlines; a part lies in a box."""
        super().clean()
        if self.kind != MapRuleKind.NOTE and self.second in ("", self.first):
            raise ValidationError({"second": _("Name two outlines.")})
        if self.kind == MapRuleKind.PART and not self.box:
            raise ValidationError({"box": _("Say where the part lies.")})
        if self.box and not _is_box(self.box):
            raise ValidationError(
                {"box": _("Give west, south, east and north, in degrees and in this order.")}
            )


def _is_box(box: list[float]) -> bool:
    if len(box) != 4:
        return False
    west, south, east, north = box
    return -180 <= west < east <= 180 and -90 <= south < north <= 90


class StateRecord(Record):
    """A record of one State, owned by one of its institutions and shared up to a level."""

    country = models.ForeignKey(
        Country,
        models.PROTECT,
        related_name="+",
        verbose_name=_("State"),
        editable=False,
    )
    office = models.ForeignKey(
        Institution,
        models.PROTECT,
        related_name="+",
        verbose_name=_("owning institution"),
    )
    visibility = models.CharField(
        _("visibility"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.GOVERNMENT,
    )

    objects = ScopedQuerySet.as_manager()
    scope: ClassVar[Scope] = Scope()

    class Meta:
        abstract = True

    def clean(self) -> None:
        """An owning institution belongs to the State of the record."""
        super().clean()
        office = getattr(self, "office", None)
        if office is not None and office.country_id != self.country_id:
            raise ValidationError({"office": _("This institution belongs to another State.")})


class ReferenceCounter(models.Model):
    """The last number given in a series of references, per State and year."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")
    series = models.CharField(max_length=8, blank=True)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    scope = Scope(office=None, visibility=None)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["country", "series", "year"],
                name="one_counter_per_series_and_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.country_id} {self.series} {self.year}: {self.last}"
