"""Plans of ratification."""

import datetime as dt

import factory

from apps.actions.stage_models import ActionStage
from apps.treaties.plans.models import (
    PlanStage,
    PlanTemplate,
    PlanTemplateStage,
    RatificationPlan,
    StageDependency,
)
from tests.factories.base import RecordFactory
from tests.factories.records import ActionFactory, StateRecordFactory
from tests.factories.treaties import TreatyFactory


class RatificationPlanFactory(StateRecordFactory):
    """A plan that is under way."""

    class Meta:
        model = RatificationPlan

    treaty = factory.SubFactory(TreatyFactory)
    aim = "accession"
    started_on = dt.date(2026, 1, 5)


class PlanStageFactory(StateRecordFactory):
    """A stage of a plan of its own, in the hands of the owning institution."""

    class Meta:
        model = PlanStage

    plan = factory.SubFactory(
        RatificationPlanFactory,
        office=factory.SelfAttribute("..office"),
        visibility=factory.SelfAttribute("..visibility"),
    )
    position = factory.Sequence(lambda n: n % 1000 + 1)
    kind = "cabinet"
    title = "Cabinet"
    institution = factory.SelfAttribute("office")


class StageDependencyFactory(RecordFactory[StageDependency]):
    class Meta:
        model = StageDependency

    stage = factory.SubFactory(PlanStageFactory)
    blocked_by = factory.SubFactory(
        PlanStageFactory,
        office=factory.SelfAttribute("..stage.office"),
        plan=factory.SelfAttribute("..stage.plan"),
    )


class PlanTemplateFactory(StateRecordFactory):
    class Meta:
        model = PlanTemplate


class PlanTemplateStageFactory(RecordFactory[PlanTemplateStage]):
    class Meta:
        model = PlanTemplateStage

    template = factory.SubFactory(PlanTemplateFactory)
    position = 1
    kind = "cabinet"
    title = "Cabinet"
    weeks = 6


class ActionStageFactory(RecordFactory[ActionStage]):
    class Meta:
        model = ActionStage

    action = factory.SubFactory(ActionFactory)
    stage = factory.SubFactory(PlanStageFactory, office=factory.SelfAttribute("..action.office"))
