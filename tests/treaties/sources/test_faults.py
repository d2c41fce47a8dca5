"""Every format with every fault that files arrive with: one clear refusal, and nothing written.

The table holds for each format what it is refused with; what cannot happen to a format (an archive
bomb in a text) is not in it.
"""

import io
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from apps.treaties.import_models import ImportedRow, ImportedTable, ImportFile
from apps.treaties.models import TreatyAction, TreatyStatement
from tests.factories import MemberStateFactory, TreatyFactory
from tests.treaties.lists import bring_in
from tests.treaties.sources import files
from tests.treaties.sources.old_workbooks import Formula

PAGE = b"<!DOCTYPE html><html><body><h1>Service unavailable</h1></body></html>"
LAUGHS = """<!DOCTYPE Root [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>"""
GARBLED = "Côte d'Exemple".encode().decode("latin-1")
FIFTY_MEGABYTES = 50_000_000
STATEMENTS = "#Alpha\nNot bound by article 4.\n#Côte d'Exemple\nBound by all of it.\n".encode()
DATED = ("Alpha", "1 Jan 2000", "2 Feb 2001 a")


def sheet(*rows: tuple[Any, ...], headings: tuple[str, ...] = files.HEADINGS) -> bytes:
    """A table of the depositary as XLSX."""
    book: Any = openpyxl.Workbook()
    for cells in (headings, *rows):
        book.active.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bomb() -> bytes:
    """A workbook whose sheet unpacks to two hundred megabytes."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sheet(DATED))) as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in good.namelist():
            if not name.endswith("sheet1.xml"):
                archive.writestr(name, good.read(name))
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(200):
                part.write(b" " * 1_000_000)
    assert len(out.getvalue()) < 1_000_000
    return out.getvalue()


def entities_in_sheet() -> bytes:
    """A workbook whose own XML expands entities."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sheet(DATED))) as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in good.namelist():
            content = good.read(name)
            if name.endswith("sheet1.xml"):
                content = LAUGHS.encode() + content
            archive.writestr(name, content)
    return out.getvalue()


def cut(content: bytes, share: float) -> bytes:
    return content[: int(len(content) * share)]


def long(line: bytes, head: bytes = b"") -> bytes:
    return head + line * (FIFTY_MEGABYTES // len(line))


# Format and fault: how the file is made, and the code of its refusal.
FAULTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "untc_xml truncated": (lambda: cut(files.xml(), 0.7), "truncated"),
    "untc_xml wrong encoding": (
        lambda: files.xml().decode("latin-1").encode("utf-8"),
        "wrong_encoding",
    ),
    "untc_xml page": (lambda: b'<?xml version="1.0"?>' + PAGE, "html_page"),
    "untc_xml laughs": (
        lambda: files.xml(DATED, before=LAUGHS).replace(b"Alpha", b"&d;"),
        "entities",
    ),
    "untc_xml laughs in a statement": (
        lambda: files.xml(
            before=LAUGHS,
            more="<Declarations><Declaration><Participant>Alpha</Participant>"
            "<Text>Words</Text></Declaration></Declarations>",
        ).replace(b"Words", b"&d;"),
        "entities",
    ),
    "untc_xml formula": (lambda: files.xml(("Alpha", "=1+1", "")), "formula"),
    "untc_xml 50 MB": (lambda: long(files.row(DATED).encode(), b"<Root>"), "too_large"),
    "untc_table truncated": (lambda: files.table(DATED)[:-5], "truncated"),
    "untc_table wrong encoding": (lambda: files.table((GARBLED, "", "")), "wrong_encoding"),
    "untc_table page": (lambda: PAGE, "html_page"),
    "untc_table formula": (lambda: files.table(("Alpha", "=1+1", "")), "formula"),
    "untc_table 50 MB": (
        lambda: long(b"Alpha,1 Jan 2000,\n", b"Participant,Signature,Ratification\n"),
        "too_large",
    ),
    "untc_table sheet truncated": (lambda: cut(sheet(DATED), 0.6), "not_a_workbook"),
    "untc_table sheet wrong encoding": (lambda: sheet((GARBLED, "", "")), "wrong_encoding"),
    "untc_table sheet bomb": (bomb, "not_a_workbook"),
    "untc_table sheet laughs": (entities_in_sheet, "not_a_workbook"),
    "untc_table sheet formula": (lambda: sheet(("Alpha", "=DATE(2000,1,1)", "")), "formula"),
    "untc_table sheet 50 MB": (lambda: b"PK\x03\x04" + bytes(FIFTY_MEGABYTES), "too_large"),
    "untc_statements wrong encoding": (
        lambda: STATEMENTS.decode().encode().decode("latin-1").encode(),
        "wrong_encoding",
    ),
    "untc_statements truncated": (lambda: STATEMENTS[:-6], "truncated"),
    "untc_statements page": (lambda: b"\n" + PAGE, "html_page"),
    "untc_statements 50 MB": (lambda: long(b"#Alpha\nNot bound.\n"), "too_large"),
    "icrc truncated": (lambda: cut(files.icrc(), 0.6), "damaged"),
    "icrc without its end": (lambda: files.icrc(total=False), "truncated"),
    "icrc wrong encoding": (
        lambda: files.icrc([GARBLED, "", "", "", "", "", ""]),
        "wrong_encoding",
    ),
    "icrc page": (lambda: PAGE, "html_page"),
    "icrc formula": (lambda: files.icrc(["Alpha", "", Formula(37000), "", "", "", ""]), "formula"),
    "icrc 50 MB": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(FIFTY_MEGABYTES),
        "too_large",
    ),
    "ohchr truncated": (lambda: cut(files.ohchr(), 0.6), "damaged"),
    "ohchr without its end": (lambda: files.ohchr(footer=False), "truncated"),
    "ohchr wrong encoding": (lambda: files.ohchr([GARBLED, "", "", ""]), "wrong_encoding"),
    "ohchr page": (lambda: PAGE, "html_page"),
    "ohchr formula": (lambda: files.ohchr(["Alpha", "", Formula(37000), ""]), "formula"),
    "ohchr 50 MB": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(FIFTY_MEGABYTES),
        "too_large",
    ),
    "african_union truncated": (lambda: files.african_union()[:-12], "truncated"),
    "african_union wrong encoding": (
        lambda: files.african_union(f"{GARBLED},2012-01-27,,,"),
        "wrong_encoding",
    ),
    "african_union page": (lambda: PAGE, "html_page"),
    "african_union formula": (lambda: files.african_union("ALP,=1+1,,,"), "formula"),
    "african_union 50 MB": (
        lambda: long(b"ALP,2012-01-27,,,\n", b"iso3,date_signature,date_deposit\n"),
        "too_large",
    ),
}


@pytest.fixture
def _treaty(db: None) -> None:
    MemberStateFactory(name="Alpha")
    TreatyFactory(mtdsg="IV-1", full_title="Convention of the tests")


@pytest.mark.usefixtures("_treaty")
@pytest.mark.parametrize(("make", "code"), FAULTS.values(), ids=FAULTS)
def test_is_refused_clearly_and_writes_nothing(make: Callable[[], bytes], code: str) -> None:
    content = make()
    if code == "too_large":
        # Refused at the door, before anything is kept of it.
        with pytest.raises(ValidationError, match="25 MB"):
            bring_in(content)
    else:
        batch = bring_in(content)
        assert (batch.status, batch.problem_code) == ("failed", code)
        assert len(batch.problem) > 20
        assert batch.counts == {}
    for model in (TreatyAction, TreatyStatement, ImportedTable, ImportedRow, ImportFile):
        assert not model.objects.exists()


def test_every_format_stands_in_the_table() -> None:
    faults = {"truncated", "wrong encoding", "page", "50 MB"}
    for name in ("untc_xml", "untc_table", "untc_statements", "icrc", "ohchr", "african_union"):
        assert faults <= {key.removeprefix(f"{name} ") for key in FAULTS if key.startswith(name)}


LIMITED = """
    import resource, sys
    import django
    django.setup()
    from apps.treaties.sources.lists import SourceFileError
    from apps.treaties.sources.opening import read_list
    content = sys.stdin.buffer.read()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        read_list(content)
        code = "read"
    except SourceFileError as error:
        code = error.code
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(code, grown // 1000)
"""


def measured(content: bytes) -> tuple[str, int]:
    """What reading a file ends with, and by how many MB it makes a process of its own grow."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(LIMITED)],
        input=content,
        cwd=settings.BASE_DIR,
        env={
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "EMBEDDED_SERVERS": "off",
            "PATH": "",
        },
        capture_output=True,
        check=True,
    )
    code, grown = done.stdout.decode().split()
    return code, int(grown)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "code", "most"),
    [
        # Megabytes; a file may be of 25.
        pytest.param(bomb, "not_a_workbook", 40, id="bomb"),
        pytest.param(
            lambda: files.xml(DATED, before=LAUGHS).replace(b"Alpha", b"&d;"),
            "entities",
            20,
            id="laughs",
        ),
        pytest.param(
            lambda: files.table(*[DATED] * 600_000), "too_many_rows", 200, id="rows of a table"
        ),
        pytest.param(
            lambda: files.xml(*[("A", "", "")] * 400_000), "too_many_rows", 200, id="rows of XML"
        ),
        pytest.param(lambda: b"<a>" * 4_000_000, "too_deep", 40, id="depth"),
    ],
)
def test_memory_stays_bounded(make: Callable[[], bytes], code: str, most: int) -> None:
    content = make()
    assert len(content) < 25_000_000
    found, grown = measured(content)
    assert found == code
    assert grown < most
