"""Large files on their way in: bounded, beside their place, and gone when the request ends."""

import pytest
from django.urls import reverse

from apps.evidence import storage
from apps.evidence.models import Revision
from apps.evidence.uploads import BoundedUploadHandler
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.evidence.conftest import upload
from tests.evidence.test_pages import text_of

pytestmark = pytest.mark.django_db

LARGE = b"A long report.\n" * 250_000  # 3.75 MB: more than is kept in memory


@pytest.fixture
def send(client, amina, action):
    client.force_login(amina)
    page = reverse("evidence-attach", args=["actions.action", action.pk])

    def send(content):
        files = [upload("report.txt", content)]
        data = {"effective_on": "2026-03-02", "sensitivity": "ordinary", "files": files}
        return client.post(page, data)

    return send


def test_a_large_file_arrives_whole(send, evidence_root):
    assert send(LARGE).status_code == 302
    with acting(SYSTEM):
        revision = Revision.objects.get()
    assert storage.path_of(revision.pk).read_bytes() == LARGE
    assert list(storage.incoming().iterdir()) == []


def test_of_a_file_beyond_the_limit_no_more_is_kept_than_the_limit(
    send, settings, evidence_root, monkeypatch
):
    settings.EVIDENCE_MAX_BYTES = 1 << 20
    kept = []
    complete = BoundedUploadHandler.file_complete

    def measured(self, file_size):
        file = complete(self, file_size)
        kept.append((file.file.seek(0, 2), file.size))
        return file

    monkeypatch.setattr(BoundedUploadHandler, "file_complete", measured)
    answer = send(LARGE)
    assert answer.status_code == 422
    assert "report.txt: it has 3.6 MB, more than the limit of 1.0 MB." in text_of(answer).replace(
        "\xa0", " "
    )
    [(on_disk, said)] = kept
    assert on_disk <= settings.EVIDENCE_MAX_BYTES + (1 << 16)
    assert said == len(LARGE)
    assert list(storage.incoming().iterdir()) == []
