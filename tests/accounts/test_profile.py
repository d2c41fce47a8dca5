"""One's own name, language and time zone, and where they show."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from apps.accounts import services
from apps.accounts.middleware import PreferencesMiddleware
from apps.accounts.models import User
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.history import history_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def save(browser, **more):
    profile = {"name": "Ofa Official", "language": "en", "time_zone": "UTC"}
    return browser.post("/profile/", {**profile, **more})


class TestProfile:
    def test_it_is_changed_by_its_owner(self, official, signed_in):
        browser = signed_in(official)
        save(browser, name="Ofa O. Official", language="fr", time_zone="Africa/Accra")
        user = User.objects.get(pk=official.pk)
        assert (user.name, user.language, user.time_zone) == (
            "Ofa O. Official",
            "fr",
            "Africa/Accra",
        )
        with acting(SYSTEM):
            entry = history_of(official)[0]
        assert entry.event == "user.profile_changed"

    @pytest.mark.parametrize(("field", "value"), [("language", "xx"), ("time_zone", "Mars/Base")])
    def test_what_does_not_exist_is_refused(self, official, signed_in, field, value):
        answer = save(signed_in(official), **{field: value})
        assert answer.context["form"].errors[field]

    def test_nothing_else_can_be_changed_on_the_way(self, official, signed_in):
        save(signed_in(official), is_staff="on", email="other@example.org")
        user = User.objects.get(pk=official.pk)
        assert (user.is_staff, user.email) == (False, official.email)

    def test_another_persons_profile_is_for_the_secretariat(
        self, official, deputy, secretariat, acts
    ):
        with pytest.raises(PermissionDenied):
            services.update_profile(actor=acts(deputy), user=official, changes={"name": "X"})
        services.update_profile(actor=acts(secretariat), user=official, changes={"name": "X"})
        assert User.objects.get(pk=official.pk).name == "X"


class TestLanguage:
    def test_pages_speak_it_wherever_one_signs_in(self, signed_in):
        browser = signed_in(UserFactory(language="ar"))
        answer = browser.get("/profile/")
        assert answer.headers["Content-Language"] == "ar"
        assert 'dir="rtl"' in answer.content.decode()

    def test_the_choice_in_the_frame_is_kept_in_the_profile(self, official, signed_in):
        browser = signed_in(official)
        browser.post("/i18n/setlang/", {"language": "es", "next": "/profile/"})
        assert User.objects.get(pk=official.pk).language == "es"
        assert browser.get("/profile/").headers["Content-Language"] == "es"

    def test_an_unknown_choice_changes_nothing(self, official, signed_in):
        signed_in(official).post("/i18n/setlang/", {"language": "xx", "next": "/"})
        assert User.objects.get(pk=official.pk).language == "en"

    def test_a_stranger_keeps_it_in_a_cookie(self):
        browser = Client()
        browser.post("/i18n/setlang/", {"language": "fr", "next": "/accounts/login/"})
        assert browser.get("/accounts/login/").headers["Content-Language"] == "fr"

    def test_one_persons_choice_does_not_reach_the_next_request(self, signed_in):
        signed_in(UserFactory(language="fr")).get("/profile/")
        assert Client().get("/accounts/login/").headers["Content-Language"] == "en"


class TestTimeZone:
    def seen(self, user, path):
        request = RequestFactory().get(path)
        request.user = user
        zones = []

        def view(_request):
            zones.append(timezone.get_current_timezone_name())
            return HttpResponse()

        with translation.override("en"):
            PreferencesMiddleware(view)(request)
        return zones[0]

    def test_pages_show_times_in_it(self):
        assert self.seen(UserFactory(time_zone="Pacific/Auckland"), "/profile/") == (
            "Pacific/Auckland"
        )

    def test_the_api_stays_with_utc(self):
        assert self.seen(UserFactory(time_zone="Pacific/Auckland"), "/api/v1/actions/") == "UTC"
