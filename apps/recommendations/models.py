"""Progress on the recommendations: what a State says it has done, over time."""

from typing import ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# Django finds models through this module; parts stand in modules of their own.
from apps.catalogue.models import STEPS_2013, Item
from apps.countries.models import StateRecord
from apps.recommendations import cluster_models as cluster_models
from apps.recommendations import received_import_models as received_import_models
from apps.recommendations import received_models as received_models
from apps.recommendations import strategy_models as strategy_models
from apps.recommendations import strategy_text_models as strategy_text_models
from apps.recommendations.statuses import ProgressStatus as ProgressStatus
from focalpoint.db.fields import DayField
from focalpoint.history import tracked
from focalpoint.records import append_only
from focalpoint.scope import Scope

# Characters; far beyond what a reviewer reads, far below what harms a page.
LONGEST_TEXT = 20_000


@tracked()
class ProgressReport(StateRecord):
    """One report on one item at an effective date; it is never edited, a later one follows it."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("step"))
    status = models.CharField(_("status"), max_length=12, choices=ProgressStatus.choices)
    narrative = models.TextField(_("narrative"), validators=[MaxLengthValidator(LONGEST_TEXT)])
    effective_on = DayField(_("effective date"))
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)

    # The network reads only what the State's focal point has approved.
    scope = Scope(shared_when=("approved_at",))

    class Meta:
        ordering = ("-effective_on", "-created_at")
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        triggers: ClassVar = append_only(except_for=["visibility", "approved_by", "approved_at"])
        indexes: ClassVar = [
            models.Index(
                fields=["country", "item", "-effective_on", "-id"],
                name="progress_country_item",
            ),
            models.Index(
                fields=["country", "item", "-effective_on", "-id"],
                condition=Q(approved_at__isnull=False, visibility__in=["network", "public"]),
                name="progress_shared_latest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_status_display()} ({self.effective_on})"

    def get_absolute_url(self) -> str:
        path = reverse("progress-step", args=[self.item.code])
        # The page of the list on which it stands is found by its id.
        query = {"report": self.pk, "state": self.country.code}
        if self.item.framework.code != STEPS_2013:
            query["framework"] = self.item.framework.code
        return f"{path}?{urlencode(query)}#report-{self.pk}"
