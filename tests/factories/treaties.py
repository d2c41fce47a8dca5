"""Instruments and treaty actions."""

import datetime as dt

import factory

from apps.treaties.import_models import StatusConflict
from apps.treaties.models import (
    ActionKind,
    Category,
    EntryRule,
    Format,
    ImportBatch,
    Precision,
    Publisher,
    StatementKind,
    Treaty,
    TreatyAction,
)
from apps.treaties.obligations.choices import DueKind, DutyKind, Origin
from apps.treaties.obligations.models import Occurrence, ReportingObligation
from apps.treaties.statements.models import TreatyStatement
from apps.treaties.statements.writing import text_key
from focalpoint.visibility import Visibility
from tests.factories.base import RecordFactory
from tests.factories.countries import CountryFactory, InstitutionFactory


class TreatyFactory(RecordFactory[Treaty]):
    class Meta:
        model = Treaty

    code = factory.Sequence(lambda n: f"TREATY{n}")
    short_title = factory.LazyAttribute(lambda o: f"Convention {o.code}")
    full_title = factory.LazyAttribute(lambda o: f"Convention on {o.code}")
    category = Category.HUMAN_RIGHTS
    depositary = "UN Secretary-General"
    entry_rule = EntryRule.DAYS
    entry_number = 30
    order = factory.Sequence(lambda n: n)


class TreatyActionFactory(RecordFactory[TreatyAction]):
    class Meta:
        model = TreatyAction

    treaty = factory.SubFactory(TreatyFactory)
    country = factory.SubFactory(CountryFactory)
    kind = ActionKind.RATIFICATION
    date = dt.date(2010, 3, 1)
    source = "test list"
    source_as_of = dt.date(2015, 3, 14)
    confidence = "high"


class TreatyStatementFactory(RecordFactory[TreatyStatement]):
    class Meta:
        model = TreatyStatement

    treaty = factory.SubFactory(TreatyFactory)
    country = factory.SubFactory(CountryFactory)
    kind = StatementKind.RESERVATION
    text = factory.Sequence(lambda n: f"The Government does not consider itself bound by it ({n}).")
    key = factory.LazyAttribute(lambda o: text_key(o.text))
    language = "en"
    date = dt.date(2010, 3, 1)
    source = "test list"
    source_as_of = dt.date(2015, 3, 14)
    confidence = "high"


class ImportBatchFactory(RecordFactory[ImportBatch]):
    """A list that was read and said nothing."""

    class Meta:
        model = ImportBatch

    file_name = "list.csv"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    format = Format.UNTC_TABLE
    publisher = Publisher.UNTC
    as_of = dt.date(2015, 3, 14)
    counts = factory.LazyFunction(lambda: {"rows": 0})


class StatusConflictFactory(RecordFactory[StatusConflict]):
    """OHCHR gives another date than the record."""

    class Meta:
        model = StatusConflict

    action = factory.SubFactory(TreatyActionFactory)
    treaty = factory.SelfAttribute("action.treaty")
    country = factory.SelfAttribute("action.country")
    batch = factory.SubFactory(ImportBatchFactory)
    slot = "consent"
    key = factory.Sequence(lambda n: f"dispute {n}")
    kind = ActionKind.RATIFICATION
    date = dt.date(2010, 4, 1)
    precision = Precision.DAY
    source = "OHCHR ratification status"
    source_as_of = dt.date(2015, 3, 14)


class ReportingObligationFactory(RecordFactory[ReportingObligation]):
    """A duty of a State to a treaty with a cycle, at government level."""

    class Meta:
        model = ReportingObligation

    office = factory.SubFactory(InstitutionFactory)
    country = factory.LazyAttribute(lambda o: o.office.country)
    visibility = Visibility.GOVERNMENT
    kind = DutyKind.TREATY
    treaty = factory.SubFactory(
        TreatyFactory,
        reporting={
            "initial_within_years": 1,
            "periodic_every_years": 4,
            "basis": "Art. 18",
            "confidence": "high",
        },
    )
    in_force_on = dt.date(2010, 3, 31)


class OccurrenceFactory(RecordFactory[Occurrence]):
    """A periodic report that the rule gives for a day far ahead; nobody has confirmed it."""

    class Meta:
        model = Occurrence

    office = factory.SubFactory(InstitutionFactory)
    country = factory.LazyAttribute(lambda o: o.office.country)
    visibility = Visibility.GOVERNMENT
    obligation = factory.SubFactory(
        ReportingObligationFactory,
        office=factory.SelfAttribute("..office"),
        visibility=factory.SelfAttribute("..visibility"),
    )
    kind = DueKind.PERIODIC
    original_due_on = dt.date(2099, 3, 31)
    due_on = factory.LazyAttribute(lambda o: getattr(o, "override_on", None) or o.original_due_on)
    origin = Origin.COMPUTED
