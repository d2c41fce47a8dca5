"""Factories, each named for what it makes."""

from tests.factories.accounts import (
    PASSWORD,
    InvitationFactory,
    MembershipFactory,
    UserFactory,
    actor,
    person,
)
from tests.factories.catalogue import FrameworkFactory, ItemFactory, RiskFactorFactory
from tests.factories.countries import (
    CountryFactory,
    InstitutionFactory,
    InstitutionTypeFactory,
    MemberStateFactory,
)
from tests.factories.records import (
    ActionFactory,
    ActionLinkFactory,
    ActionSeenFactory,
    ActionUpdateFactory,
    AppointmentFactory,
    AssessmentFactory,
    AssessmentSnapshotFactory,
    DigestFactory,
    FactorRatingFactory,
    NationalMechanismFactory,
    ProgressReportFactory,
    ReminderFactory,
)
from tests.factories.treaties import TreatyActionFactory, TreatyFactory

__all__ = [
    "PASSWORD",
    "ActionFactory",
    "ActionLinkFactory",
    "ActionSeenFactory",
    "ActionUpdateFactory",
    "AppointmentFactory",
    "AssessmentFactory",
    "AssessmentSnapshotFactory",
    "CountryFactory",
    "DigestFactory",
    "FactorRatingFactory",
    "FrameworkFactory",
    "InstitutionFactory",
    "InstitutionTypeFactory",
    "InvitationFactory",
    "ItemFactory",
    "MemberStateFactory",
    "MembershipFactory",
    "NationalMechanismFactory",
    "ProgressReportFactory",
    "ReminderFactory",
    "RiskFactorFactory",
    "TreatyActionFactory",
    "TreatyFactory",
    "UserFactory",
    "actor",
    "person",
]
