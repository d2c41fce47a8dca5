"""Every real list goes in by the web upload too, with the counts that docs/domain.md gives.

On a record with States and instruments and none of the actions of the catalogue, in the order of
the table.
"""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from apps.catalogue.services import DATA
from apps.countries.catalogues import read_states, write_states
from apps.treaties.catalogues import read_treaties, write_treaties
from apps.treaties.import_models import StatusConflict
from apps.treaties.models import ImportBatch
from apps.treaties.tasks import read_list_task
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import person
from tests.treaties.real_lists import FOLDER, needs_real_lists

pytestmark = needs_real_lists

UNTC = "untc_2015"
DAYS = {"18-10.csv": "2014-01-31", "26-8.csv": "2014-07-31"}
AS_OF = {"kampala": "2024-07-08"}
COLUMNS = (
    *("rows", "created", "unchanged", "revised", "quarantined", "unmatched", "conflicts"),
    "statements",
)


def tabled() -> list[tuple[str, list[int]]]:
    """The files of the table in docs/domain.md with their counts."""
    text = (Path(settings.BASE_DIR) / "docs" / "domain.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z0-9_]+/[^`]+)` \|((?: *\d+ *\|)+)$", text, re.MULTILINE)
    return [(name, [int(cell) for cell in cells.split("|")[:-1]]) for name, cells in rows]


@pytest.fixture(scope="module")
def uploaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """What became of each file, uploaded once for the tests of the module."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        with acting(SYSTEM):
            write_states(read_states(DATA))
            write_treaties(read_treaties(DATA))
        patch.setattr(read_list_task, "delay_on_commit", lambda *_arguments: None)
        web = Client()
        web.force_login(person(Role.SECRETARIAT))
        yield {name: upload(web, name) for name, _counts in tabled()}
        transaction.set_rollback(True)


def upload(web: Client, name: str) -> dict[str, Any]:
    folder, _slash, file = name.partition("/")
    day = DAYS.get(file, AS_OF.get(folder, "2015-03-14"))
    answer = web.post(
        reverse("treaty-import-upload"),
        {"file": SimpleUploadedFile(file, (FOLDER / name).read_bytes()), "as_of": day},
    )
    assert answer.status_code == 302
    batch = ImportBatch.objects.latest("id")
    read_list_task(str(batch.pk))
    batch.refresh_from_db()
    page = web.get(batch.get_absolute_url()).text
    return {"batch": batch, "page": page}


def test_the_table_names_every_list_of_the_folder() -> None:
    lists = {
        str(path.relative_to(FOLDER))
        for pattern in (
            *(f"{UNTC}/[0-9]*.csv", f"{UNTC}/declarations_*.txt", "untc_xml_synthetic/*.xml"),
            *("icrc_2020/*.xls", "ohchr_2025/*.xls", "kampala/*.csv"),
        )
        for path in FOLDER.glob(pattern)
    }
    # Amendments of the Rome Statute are no instruments of the record; the edge cases are invented.
    refused = {
        f"{UNTC}/18-10-a.csv",
        f"{UNTC}/18-10-b.csv",
        "untc_xml_synthetic/edge-cases.synthetic.en.xml",
    }
    assert {name for name, _counts in tabled()} == lists - refused


@pytest.mark.parametrize(("name", "counts"), tabled(), ids=[name for name, _c in tabled()])
def test_goes_in_by_the_web_with_the_counts_of_the_table(
    name: str, counts: list[int], uploaded: dict[str, Any], django_db_blocker: DjangoDbBlocker
) -> None:
    batch, page = uploaded[name]["batch"], uploaded[name]["page"]
    assert (batch.status, batch.problem) == ("done", "")
    assert [batch.counts[column] for column in COLUMNS] == counts
    assert f'data-count="created">\n          {batch.counts["created"]}' in page
    assert batch.as_of is not None
    assert batch.as_of <= dt.date(2025, 12, 31)


def test_conflicts_wait_for_a_person(
    uploaded: dict[str, Any], django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        waiting = StatusConflict.objects.filter(status="open").count()
    assert waiting == sum(each["batch"].counts["conflicts"] for each in uploaded.values())
