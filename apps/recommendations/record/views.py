"""What the record shows, as a page: all steps, or the card of one."""

import datetime as dt
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from django.views.generic.base import ContextMixin

from apps.catalogue.models import STEPS_2013, Framework, Item
from apps.recommendations.forms import DayForm
from apps.recommendations.proofs import proofs_of
from apps.recommendations.record.selectors import (
    StepRecord,
    asked_items,
    differing,
    record_of,
)
from apps.recommendations.record.tones import ANSWER_TONES
from apps.recommendations.views import TONES, OverviewMixin, StatePageMixin, StepPageMixin
from focalpoint.roles import FOCAL_POINT_OFFICE

# My work names so many steps; the others stand on the page of the record.
SHOWN = 3


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

    @cached_property
    def form(self) -> DayForm:
        return DayForm(self.request.GET)

    @property
    def as_of(self) -> dt.date:
        return (self.form.is_valid() and self.form.cleaned_data["as_of"]) or self.today

    @cached_property
    def records(self) -> list[StepRecord]:
        found = record_of(self.state, self.actor, self.as_of, items=asked_items(**self.more))
        if self.more and not found:
            raise Http404(_("This framework does not exist."))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        records = self.records
        said = [each.said.report_id for each in records if each.said]
        context = {
            **TONES,
            "answer_tones": ANSWER_TONES,
            "title": _("What the record shows"),
            "subtitle": _citation(records[0].step.item.framework) if records else "",
            "country": self.state,
            "form": self.form,
            "as_of": self.as_of,
            "is_today": self.as_of == self.today,
            "is_own": self.state.pk in self.actor.read_states,
            "records": records,
            "proofs": proofs_of(said, self.actor, as_of=self.as_of),
            "differing": sum(each.difference is not None for each in records),
            "suffix": self.suffix(**self.more),
        }
        return super().get_context_data(**context, **kwargs)


class _OwnOfficeMixin(StatePageMixin):
    """For the office that answers for the State's record: nobody else is told where it parts."""

    roles = FOCAL_POINT_OFFICE

    def may_open(self) -> bool:
        return super().may_open() and self.tells_differences


class RecordMarksView(_OwnOfficeMixin, RecordView):
    """GET: marks for the steps of the page of progress where the record says otherwise."""

    template_name = "recommendations/parts/marks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = {} if self.as_of == self.today else {"as_of": self.as_of.isoformat()}
        context = {
            "marked": [each for each in self.records if each.difference],
            "record_url": reverse("progress-record") + self.suffix(**self.more, **day),
        }
        return ContextMixin.get_context_data(self, **context, **kwargs)


class DifferencesView(_OwnOfficeMixin, TemplateView):
    """GET: where the own State's reports and its record differ, as a part of My work."""

    template_name = "recommendations/parts/differences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = differing(self.state, self.actor, self.today)
        context = {
            **TONES,
            "found": [(each, self.page_of(each)) for each in found[:SHOWN]],
            "total": len(found),
            "more": len(found) - SHOWN,
            "record_url": reverse("progress-record") + self.suffix(),
        }
        return super().get_context_data(**context, **kwargs)

    def page_of(self, record: StepRecord) -> str:
        """The place of the step on the page of the record."""
        code = record.step.item.framework.code
        query = self.suffix(**({} if code == STEPS_2013 else {"framework": code}))
        return f"{reverse('progress-record')}{query}#{record.step.item.code}"


class StepRecordView(StepPageMixin, TemplateView):
    """What the record shows of one step today, as a part of its page."""

    template_name = "recommendations/parts/record.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = Item.objects.filter(pk=self.item.pk).select_related("framework")
        [record] = record_of(self.state, self.actor, self.today, items=asked)
        context = {"record": record, "answer_tones": ANSWER_TONES}
        return super().get_context_data(**context, **kwargs)
