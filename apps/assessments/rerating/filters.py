"""What re-ratings can be searched by over the API."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from apps.assessments.levels import Level
from apps.assessments.rerating_models import FactorRerating
from apps.countries.api import StateParameter


class ReratingFilter(StateParameter):
    """By State, factor, level, day, and whether they were withdrawn."""

    factor = filters.CharFilter(label=_("Factor (code)"), field_name="factor__code")
    level = filters.MultipleChoiceFilter(label=_("Level"), choices=Level.choices)
    since = filters.DateFilter(label=_("Since"), field_name="effective_on", lookup_expr="gte")
    until = filters.DateFilter(label=_("Until"), field_name="effective_on", lookup_expr="lte")
    withdrawn = filters.BooleanFilter(
        label=_("Withdrawn"), field_name="withdrawn_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = FactorRerating
        fields = ("factor", "level", "since", "until", "withdrawn")
