"""Evidence on an action, with a file that really lies in its place."""

import datetime as dt
from typing import Any

import factory
from django.core.files.base import ContentFile

from apps.evidence import storage
from apps.evidence.models import Evidence, Opening, Revision
from focalpoint.ids import uuid7
from tests.factories.accounts import UserFactory
from tests.factories.base import RecordFactory
from tests.factories.records import ActionFactory, StateRecordFactory

CONTENT = b"The minister's answer of 2 March.\n"


class EvidenceFactory(StateRecordFactory):
    """An item on an action of the same institution, without a revision yet."""

    class Meta:
        model = Evidence

    class Params:
        action = factory.SubFactory(ActionFactory, office=factory.SelfAttribute("..office"))

    target_kind = "actions.action"
    target_id = factory.LazyAttribute(lambda o: o.action.pk)
    title = factory.Sequence(lambda n: f"Letter {n}")
    effective_on = dt.date(2026, 3, 2)


class RevisionFactory(RecordFactory[Revision]):
    """A file that holds ``content``, a text unless said otherwise."""

    class Meta:
        model = Revision

    id = factory.LazyFunction(uuid7)
    evidence = factory.SubFactory(EvidenceFactory)
    number = 1
    name = "letter.txt"
    media_type = "text/plain"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        kept = storage.keep(kwargs["id"], ContentFile(kwargs.pop("content", CONTENT)))
        return super()._create(model_class, *args, size=kept.size, sha256=kept.sha256, **kwargs)


class LinkRevisionFactory(RecordFactory[Revision]):
    """A link."""

    class Meta:
        model = Revision

    evidence = factory.SubFactory(EvidenceFactory)
    number = 1
    url = "https://example.org/gazette/12"


class OpeningFactory(RecordFactory[Opening]):
    class Meta:
        model = Opening

    revision = factory.SubFactory(RevisionFactory)
    user = factory.SubFactory(UserFactory)
    means = Opening.Means.DOWNLOAD
