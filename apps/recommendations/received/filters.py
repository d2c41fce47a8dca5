"""What recommendations can be searched by, on pages and over the API alike."""

from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.countries.filters import StateFilter
from apps.countries.models import Institution
from apps.recommendations.received.choices import EntryKind, Mechanism, Position
from apps.recommendations.received.rules import LABELS
from apps.recommendations.received.selectors import touching_prevention
from apps.recommendations.received_models import (
    ReceivedRecommendation,
    RecommendationWork,
    RecommendingState,
)
from apps.recommendations.statuses import ProgressStatus
from focalpoint.efforts import served


class ReceivedFilter(filters.FilterSet):
    """Facts of the documents: open to everybody."""

    q = filters.CharFilter(label=_("Words, paragraph or document"), method="by_words")
    state: Any = StateFilter(label=_("State concerned"), field_name="country")
    prevention = filters.BooleanFilter(
        label=_("Touches atrocity prevention"), method="by_prevention"
    )
    position = filters.MultipleChoiceFilter(label=_("Position"), choices=Position.choices)
    theme = filters.ChoiceFilter(label=_("Theme"), choices=LABELS, method="by_theme")
    mechanism = filters.ChoiceFilter(label=_("Mechanism"), choices=Mechanism.choices)
    cycle = filters.NumberFilter(label=_("UPR cycle"), field_name="cycle")
    by = StateFilter(label=_("Recommended by"), method="by_recommending")
    kind = filters.ChoiceFilter(label=_("Kind"), choices=EntryKind.choices)

    class Meta:
        model = ReceivedRecommendation
        fields: tuple[str, ...] = ()

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = value.replace("\0", "").strip()
        return rows.filter(Q(text__icontains=words) | Q(symbol__iexact=words) | Q(paragraph=words))

    def by_prevention(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return touching_prevention(rows, value)

    def by_theme(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(tags__contains=[value])

    def by_recommending(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(Exists(_states().filter(recommendation=OuterRef("pk"), country=value)))


class OwnReceivedFilter(ReceivedFilter):
    """The same with the State's own work, which row-level security shows to its people alone."""

    lead = filters.ModelChoiceFilter(
        label=_("Lead institution"), queryset=Institution.objects.none(), method="by_lead"
    )
    unassigned = filters.BooleanFilter(label=_("Nobody leads yet"), method="by_unassigned")
    served = filters.BooleanFilter(label=_("An action carries it out"), method="by_served")
    status = filters.MultipleChoiceFilter(
        label=_("Status"), choices=ProgressStatus.choices, method="by_status"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = getattr(self.request, "actor", None)
        if actor is not None:
            own = Institution.objects.visible_to(actor).filter(country__in=actor.read_states)
            self.filters["lead"].queryset = own

    def by_lead(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(Exists(_work().filter(lead=value)))

    def by_unassigned(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        led = Exists(_work().filter(lead__isnull=False))
        return rows.filter(~led if value else led)

    def by_served(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        found = served("recommendations.received", self.request.actor)
        return rows.filter(pk__in=found) if value else rows.exclude(pk__in=found)

    def by_status(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        if not value:
            return rows
        found = Q(Exists(_work().filter(status__in=value)))
        if ProgressStatus.NOT_STARTED in value:
            found |= ~Q(Exists(_work()))
        return rows.filter(found)


def _work() -> Any:
    return RecommendationWork.objects.filter(recommendation=OuterRef("pk"))


def _states() -> Any:
    return RecommendingState.objects.all()
