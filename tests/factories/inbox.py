"""What belongs to one person alone: notices."""

import factory

from apps.reminders.personal import Notice
from tests.factories.accounts import MembershipFactory
from tests.factories.base import RecordFactory
from tests.factories.records import ActionFactory


class NoticeFactory(RecordFactory[Notice]):
    """A person of the action's office is told that it is theirs."""

    class Meta:
        model = Notice

    class Params:
        action = factory.SubFactory(ActionFactory)

    kind = "action.assigned"
    subject_kind = "action"
    subject_id = factory.LazyAttribute(lambda o: o.action.pk)
    country = factory.LazyAttribute(lambda o: o.action.country)
    recipient = factory.LazyAttribute(lambda o: MembershipFactory(institution=o.action.office).user)
    parameters = factory.LazyFunction(lambda: {"who": "Amina Example"})
