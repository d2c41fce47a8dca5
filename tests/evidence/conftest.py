"""A State with an action, the people around it, and a folder for the files of one test."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.selectors import actor_for
from focalpoint.roles import Role
from tests.factories import ActionFactory, InstitutionFactory, actor, person


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = str(tmp_path / "evidence")
    return tmp_path / "evidence"


@pytest.fixture
def office(db):
    return InstitutionFactory(name="Office of the Focal Point")


@pytest.fixture
def ministry(office):
    return InstitutionFactory(country=office.country, name="Ministry of Justice")


@pytest.fixture
def amina(office):
    return person(Role.OFFICIAL, office, name="Amina Diallo")


@pytest.fixture
def official(amina):
    return actor_for(amina)


@pytest.fixture
def kofi(office):
    """The focal point, who decides what is shared."""
    return person(Role.FOCAL_POINT, office, name="Kofi Mensah")


@pytest.fixture
def officer(ministry):
    return actor(Role.MINISTRY_OFFICER, ministry)


@pytest.fixture
def auditor(office):
    return actor(Role.AUDITOR, office)


@pytest.fixture
def action(office):
    return ActionFactory(office=office, title="Draft bill", reference="TST-2026-0099")


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """A file as a form or a mail hands it over; what it says of its type is a lie."""
    return SimpleUploadedFile(name, content, content_type="application/x-lie")
