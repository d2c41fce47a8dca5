"""The database that is made for measuring can be filled, whatever columns came since."""

import pytest
from django.apps import apps

from apps.actions.models import Action
from apps.assessments.models import Assessment
from apps.evidence.models import Evidence
from benchmarks.bulk import bulk
from benchmarks.management.commands.seed_scale import shared_columns
from benchmarks.scale import TABLES, statements
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.db.owner import as_owner
from tests.factories import (
    IndicatorFactory,
    ItemFactory,
    MemberStateFactory,
    RiskFactorFactory,
    TreatyFactory,
)

STATES = 193
ACTIONS = 400


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_table_gets_its_rows() -> None:
    MemberStateFactory.create_batch(STATES)
    for number in range(7):
        ItemFactory(code=f"R2013-{number}")
    IndicatorFactory(parent=RiskFactorFactory(code="RF1"))
    TreatyFactory()
    with as_owner(), bulk() as cursor:
        for _label, sql in statements(
            ACTIONS, finished=30, event_columns=shared_columns(), reports=STATES
        ):
            cursor.execute(sql)
    with acting(SYSTEM):
        of_table = {model._meta.db_table: model for model in apps.get_models()}
        empty = [table for table in TABLES if not of_table[table]._base_manager.exists()]
        assert empty == []
        assert Action.objects.count() == ACTIONS
        assert apps.get_model("actions.ActionEvent").objects.count() == 2 * ACTIONS
        written = Assessment.objects.filter(title="Synthetic assessment in full")
        assert len(written) == STATES
        assert Evidence.objects.filter(target_id=written[0].pk).count() == 200
