"""Handover notes."""

import datetime as dt

import factory

from apps.actions.handover_models import HandoverNote
from tests.factories.accounts import UserFactory
from tests.factories.records import StateRecordFactory


class HandoverNoteFactory(StateRecordFactory):
    """A note of somebody who had no open work."""

    class Meta:
        model = HandoverNote

    predecessor = factory.SubFactory(UserFactory)
    author = factory.SubFactory(UserFactory)
    handed_over_on = dt.date(2026, 1, 15)
    content = factory.LazyFunction(
        lambda: {"actions": [], "hidden": 0, "deadlines": [], "people": [], "documents": []}
    )
