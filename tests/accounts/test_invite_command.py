"""The first account of an installation is invited from the command line."""

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import Invitation
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM

pytestmark = pytest.mark.django_db


def test_the_first_member_of_the_secretariat_is_invited_from_the_command_line(capsys):
    call_command("invite", "First@Example.org", name="First Person")
    with acting(SYSTEM):
        invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == ("first@example.org", "secretariat")
    assert invitation.email in capsys.readouterr().out


def test_a_second_invitation_to_the_same_role_is_refused_with_a_reason():
    call_command("invite", "first@example.org", name="First Person")
    with pytest.raises(CommandError):
        call_command("invite", "first@example.org", name="First Person")
