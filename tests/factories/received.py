"""Recommendations received, and the State's work on them."""

import datetime as dt

import factory

from apps.recommendations.cluster_models import (
    ClusterMember,
    MidtermDraft,
    RecommendationCluster,
)
from apps.recommendations.received.choices import (
    EntryKind,
    FileFormat,
    FoundIn,
    ImportStatus,
    Mechanism,
    Position,
)
from apps.recommendations.received.texts import fingerprint
from apps.recommendations.received_import_models import RecommendationImport
from apps.recommendations.received_models import (
    ReceivedRecommendation,
    RecommendationProgress,
    RecommendationWork,
    RecommendingState,
)
from apps.recommendations.statuses import ProgressStatus
from focalpoint.visibility import Visibility
from tests.factories.base import RecordFactory
from tests.factories.countries import CountryFactory, InstitutionFactory


class RecommendationImportFactory(RecordFactory[RecommendationImport]):
    """A file that was brought in and said nothing."""

    class Meta:
        model = RecommendationImport

    file_name = "review.csv"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    format = FileFormat.UN_DOCUMENTS
    as_of = dt.date(2026, 3, 1)
    status = ImportStatus.DONE
    counts = factory.LazyFunction(lambda: {"rows": 0})


class ReceivedRecommendationFactory(RecordFactory[ReceivedRecommendation]):
    class Meta:
        model = ReceivedRecommendation

    country = factory.SubFactory(CountryFactory)
    kind = EntryKind.RECOMMENDATION
    mechanism = Mechanism.UPR
    body = "UPR"
    symbol = "A/TEST/51/1"
    document = "UPR/51"
    session = 51
    cycle = 4
    paragraph = factory.Sequence(lambda n: f"148.{n}")
    text = factory.Sequence(lambda n: f"Ratify the convention number {n}")
    original = factory.LazyAttribute(lambda o: f"{o.paragraph} {o.text}")
    fingerprint = factory.LazyAttribute(lambda o: fingerprint(o.text))
    position = Position.SUPPORTED
    position_raw = "Supported"
    source = FileFormat.UN_DOCUMENTS
    source_as_of = dt.date(2026, 3, 1)
    batch = factory.SubFactory(RecommendationImportFactory)
    rank = factory.Sequence(lambda n: f"{n:08d}")


class RecommendingStateFactory(RecordFactory[RecommendingState]):
    class Meta:
        model = RecommendingState

    recommendation = factory.SubFactory(ReceivedRecommendationFactory)
    country = factory.SubFactory(CountryFactory)
    name = factory.LazyAttribute(lambda o: o.country.name if o.country else "Atlantis")
    key = factory.LazyAttribute(lambda o: o.name.lower())
    found = FoundIn.TEXT


class RecommendationWorkFactory(RecordFactory[RecommendationWork]):
    """A recommendation that the focal point's office leads on, at government level."""

    class Meta:
        model = RecommendationWork

    office = factory.SubFactory(InstitutionFactory)
    country = factory.LazyAttribute(lambda o: o.office.country)
    visibility = Visibility.GOVERNMENT
    recommendation = factory.SubFactory(
        ReceivedRecommendationFactory, country=factory.SelfAttribute("..country")
    )
    lead = factory.SelfAttribute("office")


class RecommendationProgressFactory(RecordFactory[RecommendationProgress]):
    class Meta:
        model = RecommendationProgress

    office = factory.SubFactory(InstitutionFactory)
    country = factory.LazyAttribute(lambda o: o.office.country)
    visibility = Visibility.GOVERNMENT
    recommendation = factory.SubFactory(
        ReceivedRecommendationFactory, country=factory.SelfAttribute("..country")
    )
    status = ProgressStatus.UNDER_WAY
    text = "The bill has passed its first reading."
    effective_on = dt.date(2026, 5, 1)


class RecommendationClusterFactory(RecordFactory[RecommendationCluster]):
    class Meta:
        model = RecommendationCluster

    office = factory.SubFactory(InstitutionFactory)
    country = factory.LazyAttribute(lambda o: o.office.country)
    visibility = Visibility.GOVERNMENT
    title = "Ratify the convention"


class ClusterMemberFactory(RecordFactory[ClusterMember]):
    class Meta:
        model = ClusterMember

    cluster = factory.SubFactory(RecommendationClusterFactory)
    recommendation = factory.SubFactory(
        ReceivedRecommendationFactory, country=factory.SelfAttribute("..cluster.country")
    )


class MidtermDraftFactory(RecordFactory[MidtermDraft]):
    """A draft that is ready."""

    class Meta:
        model = MidtermDraft

    office = factory.SubFactory(InstitutionFactory)
    country = factory.LazyAttribute(lambda o: o.office.country)
    visibility = Visibility.GOVERNMENT
    language = "en"
    status = "done"
    pdf = b"%PDF-1.7"
    docx = b"PK"
    made_at = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
