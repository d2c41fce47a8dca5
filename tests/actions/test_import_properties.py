"""Whatever an action holds: its export, imported again, says the same."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.actions.exports import ACTIONS
from apps.actions.import_services import decide_to_apply
from apps.actions.import_work import apply_import
from apps.actions.models import Action
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.exports.csv_files import csv_file
from focalpoint.exports.files import File
from focalpoint.exports.json_files import json_file
from focalpoint.exports.reading import Reader
from focalpoint.exports.xlsx_files import xlsx_file
from tests.actions.sheets import checked, counted, problems
from tests.exports.files import json_rows
from tests.factories import ActionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PRINTABLE = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"])
TEXT = st.one_of(
    st.text(PRINTABLE, max_size=60),
    st.sampled_from(["=1+1", "'=1", "''@x", "-", "+49 30", '"', "a;b,c\td", "a\nb", "2026-01-01"]),
)
DAYS = st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1))
FACTS = st.fixed_dictionaries(
    {
        "title": TEXT.map(lambda text: " ".join(text.split())[:200] or "x"),
        "description": TEXT,
        "status": st.sampled_from(["open", "in_progress", "in_review", "done", "cancelled"]),
        "priority": st.sampled_from([1, 2, 3, 4]),
        "due_on": DAYS,
        "visibility": st.sampled_from(["office", "government", "network", "public"]),
    }
)
EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
FORMATS = st.sampled_from([csv_file, xlsx_file])
LANGUAGES = st.sampled_from(["en", "fr", "es", "ar"])


def exported(actor, write):
    with acting(actor):
        rows = Action.objects.visible_to(actor).order_by("pk")
        return b"".join(write(File(Reader(ACTIONS, rows, actor))))


@EXAMPLES
@given(facts=st.lists(FACTS, min_size=1, max_size=4), write=FORMATS, language=LANGUAGES)
def test_an_export_that_nobody_edited_changes_nothing(official, office, facts, write, language):
    with transaction.atomic():
        for each in facts:
            ActionFactory(office=office, **each)
        with translation.override(language):
            content = exported(official, write)
        batch = checked(official, content)
        assert problems(official, batch) == []
        assert counted(batch) == {"same": len(facts)}
        transaction.set_rollback(True)


@EXAMPLES
@given(facts=FACTS, later=FACTS, write=FORMATS)
def test_an_import_makes_an_action_what_the_sheet_says(focal_point, office, facts, later, write):
    """Also back again: the sheet of the first state, applied to the second one."""
    with transaction.atomic():
        # The table of transitions has its own tests.
        action = ActionFactory(office=office, **{**facts, "status": "open"})
        content, wanted = exported(focal_point, write), exported(focal_point, json_file)
        with acting(SYSTEM, reason="changed"):
            Action.objects.filter(pk=action.pk).update(**{**later, "status": "open"})
            now = Action.objects.get(pk=action.pk).version
        content = with_version(content, write, action.version, now)
        batch = checked(focal_point, content)
        assert problems(focal_point, batch) == []
        if counted(batch) == {"changed": 1}:
            with acting(focal_point):
                decided = decide_to_apply(actor=focal_point, batch=batch, only_valid=False)
                apply_import(actor=focal_point, batch=decided)
        assert said(exported(focal_point, json_file)) == said(wanted)
        transaction.set_rollback(True)


def with_version(content, write, old, new):
    """The sheet, as if it had been made from the present version."""
    if write is xlsx_file:
        return rewritten(content, old, new)
    reference, rest = content.split(b"\r\n", 1)[1].split(b",", 1)
    assert rest.startswith(f"{old},".encode())
    head = content.split(b"\r\n", 1)[0]
    return b"\r\n".join([head, reference + b"," + f"{new}".encode() + rest[len(str(old)) :]])


def rewritten(content, old, new):
    book = openpyxl.load_workbook(io.BytesIO(content))
    cell = book.worksheets[0]["B2"]
    assert cell.value == old
    cell.value = new
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def said(content):
    """What the sheet says of the action, without what only counts its changes."""
    silent = {"version", "updated_at", "completed_on"}
    [row] = json_rows(content)
    found = {name: value for name, value in row.items() if name not in silent}
    return {**found, "description": found["description"].replace("\r\n", "\n").strip()}
