"""What carries evidence: whoever may change it adds to it."""

from django.utils.translation import gettext_lazy as _

from apps.treaties.measures.models import DomesticMeasure
from apps.treaties.obligations.models import Occurrence
from apps.treaties.plans.models import PlanStage
from focalpoint.attachments import Carrier, register

register(
    Carrier(
        "treaties.stage",
        PlanStage,
        _("Stage of a ratification plan"),
        reference=lambda stage: str(stage.title),
    )
)
register(Carrier("treaties.occurrence", Occurrence, _("Date of an obligation")))
register(Carrier("treaties.measure", DomesticMeasure, _("Domestic measure")))
