"""Records of States: appointments, assessments, progress, actions, reminders."""

import datetime as dt
from typing import Any

import factory
from django.utils import timezone

from apps.actions.bulk_models import BulkChange, BulkItem
from apps.actions.collaboration import (
    ActionComment,
    ActionDependency,
    ActionWatcher,
    ChecklistItem,
    CommentMention,
)
from apps.actions.import_models import ActionImport, ImportRow, ImportSheet
from apps.actions.models import Action, ActionLink, ActionSeen, ActionUpdate
from apps.actions.series_models import ActionOccurrence, ActionSeries
from apps.actions.template_models import ActionTemplate, TemplateRow
from apps.actions.view_models import DefaultView, SavedView
from apps.appointments.models import Appointment, NationalMechanism
from apps.recommendations.models import ProgressReport
from apps.reminders.models import DeadlineAnswer, Digest, Reminder, ReminderRules
from focalpoint.visibility import Visibility
from tests.factories.accounts import UserFactory
from tests.factories.base import RecordFactory
from tests.factories.catalogue import (
    ItemFactory,
)
from tests.factories.countries import CountryFactory, InstitutionFactory


class StateRecordFactory(RecordFactory[Any]):
    """A record at government level of the State of its owning institution."""

    class Meta:
        abstract = True

    office = factory.SubFactory(InstitutionFactory)
    country = factory.LazyAttribute(lambda o: o.office.country)
    visibility = Visibility.GOVERNMENT


class NationalMechanismFactory(StateRecordFactory):
    class Meta:
        model = NationalMechanism

    kind = "person"
    name = "National focal point"


class AppointmentFactory(StateRecordFactory):
    """A principal who serves now."""

    class Meta:
        model = Appointment

    person_name = "Amina Example"
    institution = factory.SelfAttribute("office")
    starts_on = dt.date(2024, 1, 1)


class ProgressReportFactory(StateRecordFactory):
    """A report that nobody has approved yet."""

    class Meta:
        model = ProgressReport

    item = factory.SubFactory(ItemFactory)
    status = "under_way"
    narrative = "Under way."
    effective_on = dt.date(2026, 1, 1)


class ActionFactory(StateRecordFactory):
    """An open action without a deadline."""

    class Meta:
        model = Action

    reference = factory.Sequence(lambda n: f"TST-2026-{n:04d}")
    title = factory.Sequence(lambda n: f"Action {n}")


class ActionLinkFactory(RecordFactory[ActionLink]):
    class Meta:
        model = ActionLink

    action = factory.SubFactory(ActionFactory)
    item = factory.SubFactory(ItemFactory)


class ActionUpdateFactory(RecordFactory[ActionUpdate]):
    class Meta:
        model = ActionUpdate

    action = factory.SubFactory(ActionFactory)
    text = "The minister's office replied."


class ActionSeenFactory(RecordFactory[ActionSeen]):
    class Meta:
        model = ActionSeen

    action = factory.SubFactory(ActionFactory)
    user = factory.SubFactory(UserFactory)
    seen_at = factory.LazyFunction(timezone.now)


class ActionCommentFactory(RecordFactory[ActionComment]):
    class Meta:
        model = ActionComment

    action = factory.SubFactory(ActionFactory)
    text = "Shall we ask the ministry again?"


class CommentMentionFactory(RecordFactory[CommentMention]):
    class Meta:
        model = CommentMention

    comment = factory.SubFactory(ActionCommentFactory)
    user = factory.SubFactory(UserFactory)


class ChecklistItemFactory(RecordFactory[ChecklistItem]):
    """An item that is still to be done."""

    class Meta:
        model = ChecklistItem

    action = factory.SubFactory(ActionFactory)
    text = factory.Sequence(lambda n: f"Item {n}")
    position = factory.Sequence(lambda n: n + 1)


class ActionDependencyFactory(RecordFactory[ActionDependency]):
    """An action and an open one of the same State that it waits for."""

    class Meta:
        model = ActionDependency

    action = factory.SubFactory(ActionFactory)
    blocked_by = factory.LazyAttribute(lambda o: ActionFactory(office=o.action.office))


class ActionWatcherFactory(RecordFactory[ActionWatcher]):
    class Meta:
        model = ActionWatcher

    action = factory.SubFactory(ActionFactory)
    user = factory.SubFactory(UserFactory)


class SavedViewFactory(RecordFactory[SavedView]):
    """A view that its owner shares with the State."""

    class Meta:
        model = SavedView

    class Params:
        office = factory.SubFactory(InstitutionFactory)

    country = factory.LazyAttribute(lambda o: o.office.country)
    owner = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"View {n}")
    query = "due=overdue"
    audience = "government"


class DefaultViewFactory(RecordFactory[DefaultView]):
    class Meta:
        model = DefaultView

    class Params:
        office = factory.SubFactory(InstitutionFactory)

    country = factory.LazyAttribute(lambda o: o.office.country)
    user = factory.SubFactory(UserFactory)
    view = factory.SubFactory(SavedViewFactory, office=factory.SelfAttribute("..office"))


class BulkChangeFactory(RecordFactory[BulkChange]):
    """A change that somebody has asked for."""

    class Meta:
        model = BulkChange

    office = factory.SubFactory(InstitutionFactory)
    country = factory.LazyAttribute(lambda o: o.office.country)
    author = factory.SubFactory(UserFactory)
    kind = "archive"
    total = 1


class BulkItemFactory(RecordFactory[BulkItem]):
    class Meta:
        model = BulkItem

    class Params:
        office = factory.SubFactory(InstitutionFactory)

    change = factory.SubFactory(BulkChangeFactory, office=factory.SelfAttribute("..office"))
    action_id = factory.LazyAttribute(lambda o: ActionFactory(office=o.office).pk)
    version = 1


class ActionSeriesFactory(StateRecordFactory):
    """A rule that goes on every month."""

    class Meta:
        model = ActionSeries

    frequency = "monthly"
    starts_on = dt.date(2027, 1, 15)
    next_on = dt.date(2027, 2, 15)


class ActionOccurrenceFactory(RecordFactory[ActionOccurrence]):
    """The first action of a series."""

    class Meta:
        model = ActionOccurrence

    action = factory.SubFactory(ActionFactory, due_on=dt.date(2027, 1, 15))
    series = factory.LazyAttribute(lambda o: ActionSeriesFactory(office=o.action.office))
    on = dt.date(2027, 1, 15)


class ActionTemplateFactory(StateRecordFactory):
    class Meta:
        model = ActionTemplate

    title = "Yearly commemoration"
    anchor = "Day of the commemoration"


class TemplateRowFactory(RecordFactory[TemplateRow]):
    """An action a week before the anchor."""

    class Meta:
        model = TemplateRow

    template = factory.SubFactory(ActionTemplateFactory)
    position = factory.Sequence(lambda n: n)
    title = factory.Sequence(lambda n: f"Prepare part {n}")
    amount = -7


class DigestFactory(RecordFactory[Digest]):
    class Meta:
        model = Digest

    recipient = factory.SubFactory(UserFactory)
    country = factory.LazyAttribute(lambda o: InstitutionFactory().country)
    local_date = dt.date(2026, 11, 1)
    next_attempt_at = factory.LazyFunction(timezone.now)


class ReminderFactory(RecordFactory[Reminder]):
    class Meta:
        model = Reminder

    class Params:
        action = factory.SubFactory(ActionFactory)

    kind = "action.due"
    object_id = factory.LazyAttribute(lambda o: o.action.pk)
    country = factory.LazyAttribute(lambda o: o.action.country)
    recipient = factory.SubFactory(UserFactory)
    offset_days = -7
    due_on = dt.date(2026, 12, 1)
    scheduled_for = factory.LazyFunction(timezone.now)


class DeadlineAnswerFactory(RecordFactory[DeadlineAnswer]):
    """Somebody has acknowledged the deadline of an action."""

    class Meta:
        model = DeadlineAnswer

    class Params:
        action = factory.SubFactory(ActionFactory)

    kind = "action.due"
    object_id = factory.LazyAttribute(lambda o: o.action.pk)
    country = factory.LazyAttribute(lambda o: o.action.country)
    recipient = factory.SubFactory(UserFactory)
    due_on = dt.date(2026, 12, 1)
    acknowledged_on = dt.date(2026, 11, 1)


class ReminderRulesFactory(RecordFactory[ReminderRules]):
    """The usual offsets in a State that works every day and is never quiet: days are counted."""

    class Meta:
        model = ReminderRules

    country = factory.SubFactory(CountryFactory)
    weekend: list[int] = []
    public_holidays = False
    quiet_from = dt.time(0)
    quiet_until = dt.time(0)


class ActionImportFactory(StateRecordFactory):
    """An import whose columns wait to be confirmed."""

    class Meta:
        model = ActionImport

    file_name = "actions.csv"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    uploaded_by = factory.SubFactory(UserFactory)
    mapping = factory.LazyFunction(lambda: {"Title": "title"})


class ImportSheetFactory(RecordFactory[Any]):
    class Meta:
        model = ImportSheet

    batch = factory.SubFactory(ActionImportFactory)
    country = factory.SelfAttribute("batch.country")
    office = factory.SelfAttribute("batch.office")
    author = factory.SelfAttribute("batch.uploaded_by")
    content = b"Title\nDraft bill\n"
    headers = factory.LazyFunction(lambda: ["Title"])
    samples = factory.LazyFunction(lambda: [["Draft bill"]])


class ImportRowFactory(RecordFactory[Any]):
    """A row with a problem."""

    class Meta:
        model = ImportRow

    sheet = factory.SubFactory(ImportSheetFactory)
    number = factory.Sequence(lambda n: n + 2)
    outcome = "problem"
    cells = factory.LazyFunction(lambda: [""])
    problems = factory.LazyFunction(lambda: [{"field": "title", "message": "A title is missing."}])
