"""What belongs to one person alone: notices, and the calendars that they subscribe to."""

import datetime as dt
import uuid

import factory
from django.utils import timezone

from apps.reminders.personal import CalendarEntry, CalendarFeed, Notice
from tests.factories.accounts import MembershipFactory
from tests.factories.base import RecordFactory
from tests.factories.countries import InstitutionFactory
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


class CalendarFeedFactory(RecordFactory[CalendarFeed]):
    """The calendar of an institution, for one of its people."""

    class Meta:
        model = CalendarFeed

    institution = factory.SubFactory(InstitutionFactory)
    country = factory.LazyAttribute(lambda o: o.institution.country)
    user = factory.LazyAttribute(lambda o: MembershipFactory(institution=o.institution).user)
    token_digest = factory.Sequence(lambda n: f"{n:064d}")


class CalendarEntryFactory(RecordFactory[CalendarEntry]):
    class Meta:
        model = CalendarEntry

    feed = factory.SubFactory(CalendarFeedFactory)
    kind = "action.due"
    object_id = factory.LazyFunction(uuid.uuid4)
    due_on = dt.date(2026, 12, 1)
    summary = "Due: TST-2026-0001"
    time_zone = "UTC"
    created_at = factory.LazyFunction(timezone.now)
    changed_at = factory.LazyFunction(timezone.now)
