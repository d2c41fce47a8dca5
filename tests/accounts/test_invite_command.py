"""The first account of an installation is invited from the command line."""

from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.models import Invitation, User
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.accounts.test_invitations import newcomer

pytestmark = pytest.mark.django_db


def test_a_second_invitation_to_the_same_role_is_refused_with_a_reason():
    call_command("invite", "first@example.org", name="First Person")
    with pytest.raises(CommandError):
        call_command("invite", "first@example.org", name="First Person")


class TestCommand:
    """The first member of the secretariat is invited from the command line."""

    def call(self, *arguments):
        out = StringIO()
        call_command("invite", "first@example.org", "--name", "First", *arguments, stdout=out)
        return out.getvalue().strip()

    def test_it_prints_a_link_that_opens_the_secretariat(self, acts):
        path = urlsplit(self.call().split()[-1]).path
        Client().post(path, newcomer(name="First"))
        user = User.objects.get(email="first@example.org")
        assert acts(user).administers
        assert user.is_staff

    def test_it_invites_to_a_state(self, office, acts):
        self.call(
            *("--role", "focal_point"),
            *("--state", office.country.code, "--institution", office.name),
        )
        with acting(SYSTEM):
            assert Invitation.objects.get().institution_id == office.pk

    @pytest.mark.parametrize(
        "arguments",
        [
            ("--role", "official"),
            ("--role", "official", "--state", "QQQ"),
            ("--role", "secretariat", "--state", "here", "--institution", "Office"),
        ],
    )
    def test_it_says_what_is_missing(self, arguments):
        with pytest.raises(CommandError):
            self.call(*arguments)
