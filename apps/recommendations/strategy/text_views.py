"""Pages of the strategy as the State writes it: the whole, its frame, one element."""

import datetime as dt
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from apps.catalogue.models import Item
from apps.countries.models import Country
from apps.recommendations.strategy.contents import changed_since
from apps.recommendations.strategy.forms import ElementForm, StrategyForm
from apps.recommendations.strategy.tables import SPHERE_TONES
from apps.recommendations.strategy.tables import STATUS_TONES as PRIORITY_TONES
from apps.recommendations.strategy.text_selectors import (
    chapters,
    content_of,
    element_items,
    strategy_of,
    versions,
)
from apps.recommendations.strategy.text_services import describe_strategy, write_element
from apps.recommendations.strategy_text_models import Strategy, StrategyElement
from apps.recommendations.tones import FRESHNESS_TONES, STATUS_TONES
from focalpoint.history import history_of
from focalpoint.policies import allowed
from focalpoint.roles import FOCAL_POINT_OFFICE, GOVERNMENT_READERS
from focalpoint.views import ActorRequiredMixin, RecordWriteView


class StrategyMixin(ActorRequiredMixin):
    """Pages of the strategy of one's own State."""

    roles = GOVERNMENT_READERS

    def may_open(self) -> bool:
        """Only for those who read what their own government keeps."""
        return bool(self.actor.read_states) and super().may_open()

    @cached_property
    def state(self) -> Country:
        if self.actor.country is None:
            raise Http404
        own: Country = self.actor.country
        return own

    @cached_property
    def strategy(self) -> Strategy | None:
        return strategy_of(self.state, self.actor)

    @property
    def today(self) -> dt.date:
        return self.state.local_date(timezone.now())

    def probe(self) -> Strategy:
        """The strategy, or one that is not begun yet: to ask who may do what."""
        office = self.actor.office_in(self.state.pk)
        return self.strategy or Strategy(country=self.state, office_id=office)  # type: ignore[misc]


class StrategyView(StrategyMixin, TemplateView):
    """The five elements: what the State writes beside what the record shows, and its priorities."""

    template_name = "recommendations/strategy/strategy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        strategy, probe = self.strategy, self.probe()
        made, named, gaps = chapters(self.state, strategy, self.actor, today=self.today)
        known = list(versions(self.actor).filter(country=self.state)[:10])
        changes: list[str] = []
        if strategy and known:
            written = [(chapter.item, chapter.written) for chapter in made]
            now = content_of(self.state, strategy, written, named)
            changes = changed_since(known[0].content, now)
        context = {
            "title": strategy.title if strategy else _("National strategy"),
            "subtitle": _("Four elements and a fifth (A/69/981-S/2015/500 ¶69)."),
            "country": self.state,
            "strategy": strategy,
            "chapters": made,
            "spheres": [
                (words, [each for each in named if each.sphere == value])
                for value, words in (("home", _("At home")), ("abroad", _("Abroad")))
            ],
            "gap_number": len(gaps.found),
            "versions": known,
            "changes": changes,
            "may_write": allowed(self.actor, "change", probe),
            "may_approve": strategy is not None and allowed(self.actor, "approve", probe),
            "history": history_of(strategy) if strategy else None,
            "today": self.today,
            "status_tones": STATUS_TONES,
            "freshness_tones": FRESHNESS_TONES,
            "priority_tones": PRIORITY_TONES,
            "sphere_tones": SPHERE_TONES,
        }
        return super().get_context_data(**{**context, **kwargs})


class _TextFormView(StrategyMixin, RecordWriteView):
    """A form of a record that may not be there yet."""

    roles = FOCAL_POINT_OFFICE
    success_message = gettext_lazy("The strategy is saved.")

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()  # type: ignore[no-any-return]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "country": self.state,
            "breadcrumbs": [(_("National strategy"), reverse("strategy"))],
            "cancel_url": reverse("strategy"),
        }
        return super().get_context_data(**{**context, **kwargs})


class StrategyUpdateView(_TextFormView):
    """How the strategy is called and when it is reviewed."""

    model = Strategy
    form_class = StrategyForm

    def get_object(self, queryset: Any = None) -> Any:
        return self.probe()

    def save(self, form: Any) -> Strategy:
        return describe_strategy(
            actor=self.actor, country=self.state, version=self.seen(form), **form.changes
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"title": _("Edit the strategy"), **kwargs})


class ElementUpdateView(_TextFormView):
    """Where the State stands with one element."""

    model = StrategyElement
    form_class = ElementForm

    @cached_property
    def item(self) -> Item:
        found = next((i for i in element_items() if i.code == self.kwargs["code"]), None)
        if found is None:
            raise Http404
        return found

    def get_object(self, queryset: Any = None) -> Any:
        if self.strategy is None:
            return StrategyElement(strategy=self.probe(), item=self.item)
        rows = StrategyElement.objects.visible_to(self.actor).select_related("owner")
        found = rows.filter(strategy=self.strategy, item=self.item).first()
        return found or StrategyElement(strategy=self.strategy, item=self.item)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.actor, "country": self.state}

    def save(self, form: Any) -> StrategyElement:
        return write_element(
            actor=self.actor,
            country=self.state,
            item=self.item,
            version=self.seen(form),
            **form.changes,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"title": str(self.item), "intro": self.item.detail}
        return super().get_context_data(**{**context, **kwargs})
