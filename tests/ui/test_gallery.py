"""The gallery shows every component, and nothing on it needs an inline script or style."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from focalpoint.roles import Role
from tests.factories import person

pytestmark = pytest.mark.django_db

COMPONENTS = Path(settings.BASE_DIR) / "templates" / "components"


@pytest.fixture
def gallery(client: Client) -> str:
    client.force_login(person(Role.SECRETARIAT, is_staff=True))
    response = client.get(reverse("gallery"))
    assert response.status_code == 200
    html: str = response.content.decode()
    return html


class TestGallery:
    def test_a_visitor_is_sent_to_the_sign_in(self, client: Client) -> None:
        response = client.get(reverse("gallery"))
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))  # type: ignore[attr-defined]

    def test_it_is_for_staff_only(self, client: Client) -> None:
        client.force_login(person(Role.OFFICIAL))
        assert client.get(reverse("gallery")).status_code == 302

    def test_staff_sees_it(self, gallery: str) -> None:
        assert "Components" in gallery

    def test_it_needs_no_inline_script_or_style(self, gallery: str) -> None:
        assert not re.search(r"<[^>]+\sstyle=", gallery)
        assert "<style" not in gallery
        assert not re.search(r"<[^>]+\son[a-z]+=", gallery)
        scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", gallery)
        assert all('type="application/json"' in script for script in scripts)

    def test_a_page_weighs_little_on_the_wire(self, client: Client) -> None:
        client.force_login(person(Role.SECRETARIAT, is_staff=True))
        response = client.get(reverse("gallery"), headers={"accept-encoding": "gzip"})
        assert response["Content-Encoding"] == "gzip"
        assert len(response.content) < 30_000

    def test_ids_are_unique(self, gallery: str) -> None:
        ids = re.findall(r'\sid="([^"]+)"', gallery)
        assert sorted(ids) == sorted(set(ids))

    @pytest.mark.parametrize("name", sorted(path.stem for path in COMPONENTS.glob("*.html")))
    def test_every_component_documents_itself(self, name: str) -> None:
        text = (COMPONENTS / f"{name}.html").read_text()
        assert text.startswith(("{#", "{% comment %}"))
