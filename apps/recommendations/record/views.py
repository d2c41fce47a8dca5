"""What the record shows, as a page: all steps, or the card of one."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from apps.catalogue.models import STEPS_2013, Framework, Item
from apps.recommendations.forms import DayForm
from apps.recommendations.record.selectors import asked_items, record_of
from apps.recommendations.record.tones import ANSWER_TONES
from apps.recommendations.views import TONES, OverviewMixin, StepPageMixin


def _citation(framework: Framework) -> str:
    return f"{framework.source_symbol} ¶{framework.source_paragraph}"


class RecordView(OverviewMixin, TemplateView):
    """Each step or other item: what the State says, what the record shows, what would close it."""

    template_name = "recommendations/record.html"

    @property
    def more(self) -> dict[str, str]:
        """The framework, where it is another than the seven steps."""
        code = self.request.GET.get("framework", STEPS_2013)
        if "\0" in code:
            # No text of the database holds it.
            raise Http404
        return {} if code == STEPS_2013 else {"framework": code}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = DayForm(self.request.GET)
        as_of = (form.is_valid() and form.cleaned_data["as_of"]) or self.today
        records = record_of(self.state, self.actor, as_of, items=asked_items(**self.more))
        if self.more and not records:
            raise Http404(_("This framework does not exist."))
        context = {
            **TONES,
            "answer_tones": ANSWER_TONES,
            "title": _("What the record shows"),
            "subtitle": _citation(records[0].step.item.framework) if records else "",
            "country": self.state,
            "form": form,
            "as_of": as_of,
            "is_today": as_of == self.today,
            "is_own": self.state.pk in self.actor.read_states,
            "records": records,
            "differing": sum(each.difference is not None for each in records),
            "suffix": self.suffix(**self.more),
        }
        return super().get_context_data(**context, **kwargs)


class StepRecordView(StepPageMixin, TemplateView):
    """What the record shows of one step today, as a part of its page."""

    template_name = "recommendations/parts/record.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = Item.objects.filter(pk=self.item.pk).select_related("framework")
        [record] = record_of(self.state, self.actor, self.today, items=asked)
        context = {"record": record, "answer_tones": ANSWER_TONES}
        return super().get_context_data(**context, **kwargs)
