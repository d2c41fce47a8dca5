"""The directory, and the settings of public pages."""

import datetime as dt

import factory

from apps.appointments.directory_models import DirectoryEntry, DirectoryListing
from apps.appointments.publicity_models import NETWORK_PAGE, NetworkPage, PublicPage
from focalpoint.visibility import Visibility
from tests.factories.base import RecordFactory
from tests.factories.records import AppointmentFactory, StateRecordFactory


class DirectoryEntryFactory(StateRecordFactory):
    """An entry that shows nothing to anybody."""

    class Meta:
        model = DirectoryEntry

    appointment = factory.SubFactory(AppointmentFactory, office=factory.SelfAttribute("..office"))


class DirectoryListingFactory(StateRecordFactory):
    """A row that shows a name at its level: of the government, which nobody reads, unless said."""

    class Meta:
        model = DirectoryListing

    entry = factory.SubFactory(DirectoryEntryFactory, office=factory.SelfAttribute("..office"))
    person_name = "Amina Example"
    starts_on = dt.date(2024, 1, 1)


class PublicPageFactory(StateRecordFactory):
    """A page that is turned off."""

    class Meta:
        model = PublicPage


class OpenPublicPageFactory(PublicPageFactory):
    """A page that everybody reads."""

    visibility = Visibility.PUBLIC


class NetworkPageFactory(RecordFactory[NetworkPage]):
    """The network's page, turned on."""

    class Meta:
        model = NetworkPage

    pk = NETWORK_PAGE
    is_on = True
