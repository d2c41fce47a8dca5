"""States, organisations and institutions: reference data of the API."""

from typing import Any

import django_filters as filters
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from apps.countries.filters import CountryFilter, InstitutionFilter
from apps.countries.known import KNOWN_STATES
from apps.countries.models import (
    Country,
    Institution,
    Kind,
    Organisation,
    OrganisationMembership,
    StateRecord,
)
from focalpoint.api.inputs import InputSerializer, VisibleRelatedField
from focalpoint.api.rows import Derived, RowSerializer
from focalpoint.api.views import ReadOnlyViewSet, ReferenceViewSet, ResourceViewSet


class StateCodeField(Derived, serializers.CharField):
    """The code of the State that a row belongs to."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="country_id", help_text="The State's code.", **kwargs)

    def from_column(self, value: Any) -> str:
        return KNOWN_STATES[value].code


class TrainingField(Derived, serializers.BooleanField):
    """Whether that State is fictional; shown with whatever belongs to a State."""

    def __init__(self, **kwargs: Any) -> None:
        note = "Of a fictional training State: no real fact."
        super().__init__(source="country_id", help_text=note, **kwargs)

    def from_column(self, value: Any) -> bool:
        return KNOWN_STATES[value].is_training


class TrainingKindField(Derived, serializers.BooleanField):
    """Whether a State is a fictional one."""

    def from_column(self, value: Any) -> bool:
        return bool(value == Kind.TRAINING)


class StateRowSerializer(RowSerializer):
    # What every record of a State begins with.
    country = StateCodeField()
    is_training = TrainingField()

    class Meta:
        abstract = True
        model: type[StateRecord]
        fields = ("id", "country", "is_training", "version", "created_at", "updated_at")


class StateField(serializers.SlugRelatedField[Country]):
    """A State by its code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="code", queryset=Country.objects.all(), **kwargs)


class StateInputSerializer(InputSerializer):
    # What may be said of every record of a State; it never moves to another State.
    office = VisibleRelatedField(
        queryset=Institution.objects.all(),
        required=False,
        help_text="The owning institution; your own when you leave it out.",
    )


class StateMixin(ResourceViewSet):
    """Records of a State, created in one's own unless another one is named."""

    keeps_statements = True

    def state_of(self, data: dict[str, Any]) -> Country:
        """Take the State out of a new record's ``data``: the one it names, or the actor's own."""
        state = data.pop("country", None) or self.actor.country
        if state is None:
            raise serializers.ValidationError({"country": [_("Name the State.")]})
        named: Country = state
        return named


class StateParameter(filters.FilterSet):
    """The API names a State `country` wherever it does, also in a filter that pages share."""

    state = None
    country = filters.ModelChoiceFilter(
        label=_lazy("State (code)"),
        field_name="country",
        queryset=Country.objects.all(),
        to_field_name="code",
    )


class CountryRow(RowSerializer):
    is_training = TrainingKindField(source="kind")
    organisations = serializers.ListField(
        source="organisation_codes",
        child=serializers.CharField(),
        help_text="Codes of the organisations it is a member of.",
    )

    class Meta:
        model = Country
        fields = (
            "code",
            "name",
            "kind",
            "is_training",
            "iso2",
            "m49",
            "regional_group",
            "un_member_since",
            "succeeded_on",
            "succession",
            "time_zone",
            "aliases",
            "note",
            "organisations",
        )


@extend_schema(tags=["States"])
class CountryViewSet(ReferenceViewSet):
    """States and other participants, training States among them (`is_training`)."""

    model = Country
    row_class = CountryRow
    filterset_class = CountryFilter
    orderings = {"name": "name", "code": "code"}
    default_ordering = "name"
    lookup_field = "code"
    lookup_value_converter = "str"

    @classmethod
    def base_queryset(cls) -> Any:
        today = timezone.now().date()
        memberships = OrganisationMembership.objects.filter(
            Q(starts_on=None) | Q(starts_on__lte=today),
            Q(ends_on=None) | Q(ends_on__gte=today),
            country=OuterRef("pk"),
        )
        codes = memberships.order_by("organisation__code").values("organisation__code")
        return Country.objects.annotate(organisation_codes=ArraySubquery(codes))


class OrganisationRow(RowSerializer):
    class Meta:
        model = Organisation
        fields = ("code", "name")


@extend_schema(tags=["States"])
class OrganisationViewSet(ReferenceViewSet):
    """Regional organisations and networks."""

    model = Organisation
    row_class = OrganisationRow
    orderings = {"code": "code", "name": "name"}
    default_ordering = "code"
    lookup_field = "code"
    lookup_value_converter = "str"


class InstitutionRow(RowSerializer):
    country = StateCodeField()
    is_training = TrainingField()

    class Meta:
        model = Institution
        fields = (
            "id",
            "country",
            "is_training",
            "type",
            "name",
            "acronym",
            "is_active",
            "version",
        )


@extend_schema(tags=["States"])
class InstitutionViewSet(ReadOnlyViewSet):
    """Ministries, parliaments, human rights institutions and other bodies of States."""

    model = Institution
    row_class = InstitutionRow
    filterset_class = InstitutionFilter
    orderings = {"created": "id", "name": "name"}
    default_ordering = "name"
