"""Who records the national mechanism and its people, and who lets others read of them."""

from apps.appointments.directory_models import DirectoryEntry, DirectoryListing
from apps.appointments.models import Appointment, NationalMechanism
from apps.appointments.publicity_models import NetworkPage, PublicPage
from apps.countries.models import StateRecord
from focalpoint.actors import Actor
from focalpoint.policies import declare, may
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE, Role
from focalpoint.visibility import NETWORK_LEVELS


def stays_in_the_state(actor: Actor, record: StateRecord) -> bool:
    """Whether no other State reads the record: what is shared is changed by those who share it."""
    return record.visibility not in NETWORK_LEVELS


CHANGE = (may(APPROVERS), may({Role.OFFICIAL}, where=stays_in_the_state))

declare(
    NationalMechanism,
    create=may(FOCAL_POINT_OFFICE),
    change=CHANGE,
    share=may(APPROVERS),
)
declare(
    Appointment,
    create=may(FOCAL_POINT_OFFICE),
    change=CHANGE,
    # The office records that somebody has left, also when nobody is left to approve it.
    end=may(FOCAL_POINT_OFFICE),
    share=may(APPROVERS),
)
# What the directory and the public page show is for the focal point and the deputy to say.
declare(
    DirectoryEntry,
    create=may(APPROVERS),
    change=may(APPROVERS),
    # Whoever corrects the appointment shows less of it, never more.
    withdraw=may(FOCAL_POINT_OFFICE),
)
# The rows that follow from it, also when the office ends an appointment.
declare(
    DirectoryListing,
    create=may(FOCAL_POINT_OFFICE),
    change=may(FOCAL_POINT_OFFICE),
    delete=may(FOCAL_POINT_OFFICE),
)
declare(PublicPage, create=may(APPROVERS), change=may(APPROVERS))
NETWORK_STAFF = {Role.COORDINATOR, Role.SECRETARIAT}
declare(NetworkPage, create=may(NETWORK_STAFF), change=may(NETWORK_STAFF))
