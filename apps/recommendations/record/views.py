"""What the record shows, as a page: all steps, or the card of one."""

from typing import Any

from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from apps.recommendations.forms import DayForm
from apps.recommendations.record.checks import REPORT
from apps.recommendations.record.selectors import record_of
from apps.recommendations.record.tones import ANSWER_TONES
from apps.recommendations.views import TONES, OverviewMixin, StepPageMixin


class RecordView(OverviewMixin, TemplateView):
    """Each step: what the State says, what the record shows, and what would close a gap."""

    template_name = "recommendations/record.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = DayForm(self.request.GET)
        as_of = (form.is_valid() and form.cleaned_data["as_of"]) or self.today
        records = record_of(self.state, self.actor, as_of)
        context = {
            **TONES,
            "answer_tones": ANSWER_TONES,
            "title": _("What the record shows"),
            "subtitle": f"{REPORT} ¶71",
            "country": self.state,
            "form": form,
            "as_of": as_of,
            "is_today": as_of == self.today,
            "is_own": self.state.pk in self.actor.read_states,
            "records": records,
            "differing": sum(each.difference is not None for each in records),
            "suffix": self.suffix(),
        }
        return super().get_context_data(**context, **kwargs)


class StepRecordView(StepPageMixin, TemplateView):
    """What the record shows of one step today, as a part of its page."""

    template_name = "recommendations/parts/record.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = record_of(self.state, self.actor, self.today, items=[self.item])[0]
        context = {"record": record, "answer_tones": ANSWER_TONES}
        return super().get_context_data(**context, **kwargs)
