"""What may be said of populations at risk to those who do not read them."""

import uuid

from apps.assessments.population_models import PopulationAtRisk
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM


def names_populations(assessment_id: uuid.UUID) -> bool:
    """Whether an assessment names any population at risk: the bare fact, for its own office."""
    with acting(SYSTEM):
        rows = PopulationAtRisk.objects.filter(assessment=assessment_id)
        return bool(rows.exists())
