"""What plans and stages can be searched by, on pages and over the API alike."""

from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.selectors import people_of_state
from apps.countries.models import Country, Institution
from apps.treaties.models import Treaty
from apps.treaties.plans.choices import UNFINISHED, Aim, PlanStatus, StageStatus
from apps.treaties.plans.models import PlanStage, RatificationPlan


class PlanFilter(filters.FilterSet):
    """By instrument, status, institution and what is late."""

    q = filters.CharFilter(label=_("Instrument or stage"), method="by_words")
    status = filters.ChoiceFilter(
        label=_("Status"), choices=PlanStatus.choices, empty_label=_("All")
    )
    treaty = filters.ModelChoiceFilter(
        label=_("Instrument"), queryset=Treaty.objects.all(), to_field_name="code"
    )
    aim = filters.ChoiceFilter(label=_("By"), choices=Aim.choices, empty_label=_("All"))
    institution = filters.ModelChoiceFilter(
        label=_("In whose hands"), queryset=Institution.objects.none(), method="by_institution"
    )
    person = filters.ModelChoiceFilter(
        label=_("Person"), queryset=User.objects.none(), method="by_person"
    )
    late = filters.BooleanFilter(label=_("With a stage overdue"), method="by_lateness")
    state = filters.ModelChoiceFilter(
        label=_("State"),
        field_name="country",
        queryset=Country.objects.all(),
        to_field_name="code",
    )

    class Meta:
        model = RatificationPlan
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = getattr(self.request, "actor", None)
        # The API makes only the filters that are asked for.
        field = self.filters.get("institution")
        if field is not None and actor is not None and actor.country is not None:
            rows = Institution.objects.visible_to(actor).filter(country=actor.country)
            field.queryset = rows.filter(is_active=True)
        person = self.filters.get("person")
        if person is not None and actor is not None:
            person.queryset = people_of_state(actor)

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = value.replace("\0", "")
        stages = PlanStage.objects.filter(plan=OuterRef("pk"), title__icontains=words)
        named = Q(treaty__short_title__icontains=words) | Q(treaty__full_title__icontains=words)
        return rows.filter(named | Exists(stages))

    def by_institution(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        stages = PlanStage.objects.filter(
            plan=OuterRef("pk"), institution=value, status__in=UNFINISHED
        )
        return rows.filter(Exists(stages))

    def by_person(self, rows: QuerySet[Any], name: str, value: User) -> QuerySet[Any]:
        stages = PlanStage.objects.filter(plan=OuterRef("pk"), person=value, status__in=UNFINISHED)
        return rows.filter(Exists(stages))

    def by_lateness(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        actor = getattr(self.request, "actor", None)
        home = actor.country if actor is not None else None
        now = timezone.now()
        today = home.local_date(now) if home else now.date()
        late = PlanStage.objects.filter(
            plan=OuterRef("pk"), due_on__lt=today, status__in=UNFINISHED
        )
        wanted = Exists(late) if value else ~Exists(late)
        return rows.filter(wanted, status=PlanStatus.OPEN)


class StageFilter(filters.FilterSet):
    """By plan, status and institution."""

    status = filters.MultipleChoiceFilter(label=_("Status"), choices=StageStatus.choices)
    plan_status = filters.ChoiceFilter(
        label=_("Status of the plan"), field_name="plan__status", choices=PlanStatus.choices
    )
    treaty = filters.CharFilter(label=_("Instrument (code)"), field_name="plan__treaty__code")
    due_from = filters.DateFilter(label=_("Due from"), field_name="due_on", lookup_expr="gte")
    due_until = filters.DateFilter(label=_("Due until"), field_name="due_on", lookup_expr="lte")

    class Meta:
        model = PlanStage
        fields: tuple[str, ...] = ()
