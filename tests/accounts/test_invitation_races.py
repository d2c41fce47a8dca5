"""An invitation works once, also when two open it at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from apps.accounts.models import Membership
from apps.accounts.selectors import actor_for
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.accounts.test_invitations import invite, link, newcomer
from tests.factories import InstitutionFactory, person


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_one_link_opened_by_two_at_once_makes_one_account():
    office = InstitutionFactory()
    invitation = invite(actor_for(person(Role.OFFICIAL, office)), office)
    url = link(invitation)

    def join(number):
        try:
            return Client().post(url, newcomer(name=f"Nana {number}")).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(join, range(2)))
    assert answers[0] == 302
    assert answers[1] != 302
    with acting(SYSTEM):
        assert Membership.objects.filter(user__email="new@example.org").count() == 1
