"""What a public page tells beside the steps: mechanisms, engagement, laws, approved documents.

Read in the same statement as the State itself, each kind as far as the State has made it public.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Coalesce, JSONObject, RowNumber, TruncDate
from django.utils.translation import get_language_info

from apps.appointments.models import MechanismKind, NationalMechanism
from apps.assessments.consultation_models import ConsultationRecord
from apps.countries.languages import Tongue
from apps.countries.models import Country, RegionalGroup
from apps.engagement.lessons.models import Lesson
from apps.engagement.offers.models import Side, Support, SupportKind, SupportStatus
from apps.engagement.partnerships.models import Partner, Partnership
from apps.engagement.topics import Topic
from apps.engagement.trainings.models import Training
from apps.recommendations.received_models import RecommendationProgress
from apps.recommendations.statuses import ProgressStatus
from apps.reports.choices import DocumentKind, FileFormat
from apps.reports.models import DocumentFile, DocumentVersion
from apps.treaties.measures.models import DomesticMeasure
from focalpoint.actors import Actor
from focalpoint.db.days import day_in
from focalpoint.names import named
from focalpoint.scope import required_scope
from focalpoint.visibility import Visibility

# Of each kind the newest ones; older ones are the State's own archive.
MOST = 10
MOST_ANSWERED = 20
Facts = Mapping[str, Any]
Parts = Mapping[str, Sequence[Facts]]
_FIELD = "public_{}"


def published(model: Any, actor: Actor) -> QuerySet[Any]:
    """The rows of a kind that are public, and approved where the kind asks for it."""
    rows: QuerySet[Any] = model.objects.visible_to(actor).filter(visibility=Visibility.PUBLIC)
    for name in required_scope(model).shared_when:
        rows = rows.filter(**{f"{name}__isnull": False})
    return rows


def array(rows: QuerySet[Any], **facts: Any) -> ArraySubquery:
    """``rows`` as one value: a list of objects with these facts."""
    return ArraySubquery(rows.values(told=JSONObject(**facts)))


def dated(told: Facts, *names: str) -> Facts:
    """The facts with days where JSON has texts."""
    return {**told, **{name: dt.date.fromisoformat(told[name]) for name in names if told[name]}}


def with_parts(rows: QuerySet[Country], actor: Actor, today: dt.date) -> QuerySet[Country, Any]:
    """``rows`` with these parts of each, for ``parts_of``."""
    here = {"country": OuterRef("pk")}
    asked = {
        "mechanisms": _mechanisms(published(NationalMechanism, actor).filter(**here), today),
        "partnerships": _partnerships(published(Partnership, actor).filter(**here), actor),
        "trainings": _trainings(published(Training, actor).filter(**here)),
        "lessons": _lessons(published(Lesson, actor).filter(**here)),
        "support": _support(published(Support, actor).filter(**here), today),
        "laws": _laws(published(DomesticMeasure, actor).filter(**here), today),
        "consultations": _consultations(published(ConsultationRecord, actor).filter(**here)),
        "answered": _answered(published(RecommendationProgress, actor), here, today),
        "documents": array(current_documents(actor, **here), **document_facts(actor)),
    }
    return rows.annotate(**{_FIELD.format(name): value for name, value in asked.items()})


def parts_of(found: Any) -> Parts:
    """The parts of a State of ``with_parts``, in words."""
    return {
        name: [in_words(each) for each in getattr(found, _FIELD.format(name))]
        for name, in_words in _WORDS.items()
    }


def current_documents(actor: Actor, **of: Any) -> QuerySet[Any]:
    """The newest published version of each approved document."""
    newer = published(DocumentVersion, actor).filter(
        document=OuterRef("document"), number__gt=OuterRef("number")
    )
    rows = published(DocumentVersion, actor).filter(~Exists(newer), **of)
    return rows.order_by("-approved_at", "-id")[:MOST]


def document_facts(actor: Actor) -> Facts:
    """What is told of such a version, with the files that are made."""
    files = DocumentFile.objects.visible_to(actor).filter(document_version=OuterRef("pk"))
    return {
        "id": "id",
        "kind": "kind",
        "title": "title",
        "language": "language",
        "number": "number",
        # The network has no capital.
        "approved": Coalesce(
            day_in("country__time_zone", "approved_at"), TruncDate("approved_at", tzinfo=dt.UTC)
        ),
        "files": array(files.order_by("format"), format="format", size="size"),
    }


def document_in_words(told: Facts) -> Facts:
    files = [{**each, "label": FileFormat(each["format"]).label} for each in told["files"]]
    words = {
        "kind": DocumentKind(told["kind"]).label,
        "language_name": get_language_info(told["language"])["name_local"],
        "files": files,
    }
    return {**dated(told, "approved"), **words}


def _mechanisms(rows: QuerySet[Any], today: dt.date) -> ArraySubquery:
    standing = rows.filter(Q(dissolved_on=None) | Q(dissolved_on__gt=today))
    return array(
        standing.order_by("name", "id")[:MOST],
        name="name",
        kind="kind",
        legal="legal_instrument",
        since="established_on",
    )


def _mechanism(told: Facts) -> Facts:
    return {**dated(told, "since"), "kind": MechanismKind(told["kind"]).label}


def _partnerships(rows: QuerySet[Any], actor: Actor) -> ArraySubquery:
    partners = Partner.objects.visible_to(actor).filter(partnership=OuterRef("pk"))
    return array(
        rows.order_by("-starts_on", "-id")[:MOST],
        title="title",
        topic="topic",
        purpose="purpose",
        outcome="outcome",
        start="starts_on",
        end="ends_on",
        partners=array(partners.order_by("id"), name="name", state="state__name"),
    )


def _partnership(told: Facts) -> Facts:
    names = [named(each["state"]) if each["state"] else each["name"] for each in told["partners"]]
    return {**dated(_with_topic(told), "start", "end"), "partners": ", ".join(names)}


def _trainings(rows: QuerySet[Any]) -> ArraySubquery:
    return array(
        rows.order_by("-starts_on", "-id")[:MOST],
        title="title",
        topic="topic",
        audience="audience",
        given_by="given_by",
        place="place",
        outcome="outcome",
        start="starts_on",
        end="ends_on",
    )


def _training(told: Facts) -> Facts:
    return dated(_with_topic(told), "start", "end")


def _lessons(rows: QuerySet[Any]) -> ArraySubquery:
    return array(
        rows.order_by("-id")[:MOST],
        title="title",
        topic="topic",
        context="context",
        finding="finding",
        advice="advice",
        language="language",
    )


def _support(rows: QuerySet[Any], today: dt.date) -> ArraySubquery:
    """What is still offered and needed; however much of the one, it leaves room for the other."""
    current = rows.filter(Q(valid_until=None) | Q(valid_until__gte=today))
    place = Window(RowNumber(), partition_by="side", order_by="-id")
    newest = current.filter(status=SupportStatus.OPEN).annotate(nth=place)
    return array(
        newest.filter(nth__lte=MOST).order_by("-side", "-id"),
        side="side",
        kind="kind",
        topic="topic",
        title="title",
        details="details",
        region="region",
        languages="languages",
        until="valid_until",
        contact="contact",
    )


def _supported(told: Facts) -> Facts:
    words = {
        "side": Side(told["side"]).label,
        "kind": SupportKind(told["kind"]).label,
        "region": RegionalGroup(told["region"]).label if told["region"] else "",
        "languages": ", ".join(str(Tongue(code).label) for code in told["languages"]),
    }
    return {**dated(_with_topic(told), "until"), **words}


def _laws(rows: QuerySet[Any], today: dt.date) -> ArraySubquery:
    standing = rows.filter(Q(repealed_on=None) | Q(repealed_on__gt=today))
    return array(
        standing.order_by("law", "article", "id")[: 2 * MOST],
        law="law",
        article="article",
        text="text",
        since="in_force_on",
        url="url",
    )


def _law(told: Facts) -> Facts:
    return dated(told, "since")


def _consultations(rows: QuerySet[Any]) -> ArraySubquery:
    return array(
        rows.order_by("-published_at", "-id")[:MOST],
        title="title",
        published=day_in("country__time_zone", "published_at"),
    )


def _consultation(told: Facts) -> Facts:
    return dated(told, "published")


def _answered(rows: QuerySet[Any], here: Facts, today: dt.date) -> ArraySubquery:
    """The newest report on each recommendation received."""
    said = rows.filter(effective_on__lte=today)
    newer = said.filter(recommendation=OuterRef("recommendation")).filter(
        Q(effective_on__gt=OuterRef("effective_on"))
        | Q(effective_on=OuterRef("effective_on"), id__gt=OuterRef("id"))
    )
    return array(
        said.filter(~Exists(newer), **here).order_by("-effective_on", "-id")[:MOST_ANSWERED],
        asked="recommendation__text",
        symbol="recommendation__symbol",
        paragraph="recommendation__paragraph",
        status="status",
        text="text",
        day="effective_on",
    )


def _answer(told: Facts) -> Facts:
    return {**dated(told, "day"), "status": ProgressStatus(told["status"]).label}


def _with_topic(told: Facts) -> Facts:
    return {**told, "topic": Topic(told["topic"]).label}


_WORDS: Mapping[str, Callable[[Facts], Facts]] = {
    "mechanisms": _mechanism,
    "partnerships": _partnership,
    "trainings": _training,
    "lessons": _with_topic,
    "support": _supported,
    "laws": _law,
    "consultations": _consultation,
    "answered": _answer,
    "documents": document_in_words,
}
