"""What is no list, or a broken one, is refused as a whole: with a code, a sentence, no blow-up."""

import io
import resource
import tracemalloc
import zipfile
from contextlib import suppress
from typing import Any

import openpyxl
import pytest

from apps.treaties.sources import lists
from apps.treaties.sources.lists import MOST_BYTES, SourceFileError
from apps.treaties.sources.opening import read_list
from tests.treaties.sources import files
from tests.treaties.sources.old_workbooks import Formula

PAGE = b"""<!DOCTYPE html>\n<html><head><title>404</title></head><body>Not found</body></html>"""
LAUGHS = """<!DOCTYPE Root [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>"""


def code_of(content: bytes) -> str:
    with pytest.raises(SourceFileError) as caught:
        read_list(content)
    assert str(caught.value)
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (PAGE, "html_page"),
        (b"\xef\xbb\xbf" + PAGE, "html_page"),
        (b'<?xml version="1.0"?>' + PAGE, "html_page"),
        (b'{"a": 1}', "unknown_format"),
        (b"\0\1\2\3" * 100, "not_a_table"),
        (b"Name,Date\nAlpha,2001\n", "unknown_format"),
        (b"Participant,Remarks\nAlpha,x\n", "unknown_format"),
        (b"<Root><Other/></Root>", "no_columns"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "damaged"),
        (b"PK\x03\x04" + bytes(2000), "not_a_workbook"),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, code: str) -> None:
    assert code_of(content) == code


class TestXml:
    @pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
    def test_that_breaks_off_is_refused(self, share: float) -> None:
        whole = files.xml()
        assert code_of(whole[: int(len(whole) * share)]) == "truncated"

    def test_expands_no_entities(self) -> None:
        content = files.xml(("Alpha", "", "1 Jan 2000"), before=LAUGHS)
        assert code_of(content.replace(b"Alpha", b"&c;")) == "entities"

    def test_fetches_nothing(self) -> None:
        outside = '<!DOCTYPE Root [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        content = files.xml(("Alpha", "", "1 Jan 2000"), before=outside)
        assert code_of(content.replace(b"Alpha", b"&x;")) == "entities"

    def test_that_is_utf8_and_says_latin1_is_refused(self) -> None:
        utf8 = files.xml().decode("latin-1").encode("utf-8")
        assert code_of(utf8) == "wrong_encoding"

    def test_that_is_latin1_and_says_utf8_is_refused(self) -> None:
        latin = files.xml().replace(b"ISO-8859-1", b"UTF-8")
        assert code_of(latin) == "wrong_encoding"

    def test_of_no_known_encoding_is_refused(self) -> None:
        assert code_of(files.xml().replace(b"ISO-8859-1", b"X-NONE")) == "wrong_encoding"

    def test_that_is_nested_without_end_is_refused(self) -> None:
        assert code_of(b"<a>" * 5000 + b"</a>" * 5000) == "too_deep"

    def test_that_is_not_well_formed_is_refused(self) -> None:
        assert code_of(files.xml().replace(b"</Thead>", b"</Thead2>")) == "not_xml"


class TestText:
    def test_that_breaks_off_is_refused(self) -> None:
        whole = files.table(("Alpha", "1 Jan 2000", ""), ("Beta", "", "2 Feb 2002 a"))
        assert code_of(whole[:-6]) == "truncated"
        assert code_of(whole[: whole.index(b"Beta") + 3]) == "truncated"

    def test_of_a_list_of_deposits_that_breaks_off_is_refused(self) -> None:
        assert code_of(files.african_union()[:-12]) == "truncated"

    def test_in_the_wrong_encoding_is_refused(self) -> None:
        garbled = "Côte d'Exemple".encode().decode("latin-1")
        assert code_of(files.table((garbled, "", ""))) == "wrong_encoding"

    @pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK("http://x")', "@SUM(A1)", "+cmd|x"])
    def test_with_formulas_is_refused(self, cell: str) -> None:
        assert code_of(files.table(("Alpha", cell.replace('"', ""), ""))) == "formula"

    def test_with_an_open_quotation_mark_is_refused(self) -> None:
        content = b'Participant,Signature\n"Alpha,' + b"x,1 Jan 2000\n" * 20_000
        assert code_of(content) == "not_a_table"


class TestOldWorkbooks:
    @pytest.mark.parametrize("make", [files.icrc, files.ohchr], ids=["icrc", "ohchr"])
    @pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.75])
    def test_that_break_off_are_refused(self, make, share: float) -> None:
        whole = make()
        assert code_of(whole[: int(len(whole) * share)]) == "damaged"

    def test_without_their_last_rows_are_refused(self) -> None:
        assert code_of(files.icrc(total=False)) == "truncated"
        assert code_of(files.ohchr(footer=False)) == "truncated"

    def test_with_formulas_for_dates_are_refused(self) -> None:
        assert code_of(files.ohchr(["Alpha", "", Formula(37000), ""])) == "formula"
        assert code_of(files.icrc(["Alpha", "", Formula(37000), "", "", "", ""])) == "formula"

    @pytest.mark.slow
    def test_with_damaged_bytes_are_refused_or_read_but_never_break(self) -> None:
        whole = files.icrc()
        for place in range(512, len(whole), 37):
            broken = whole[:place] + b"\xff\xff" + whole[place + 2 :]
            # Anything else that it raises fails this test.
            with suppress(SourceFileError):
                read_list(broken)


class TestNewWorkbooks:
    def test_that_unpack_to_too_much_are_refused(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("xl/workbook.xml", "<workbook/>")
            with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
                for _ in range(120):
                    sheet.write(b"0" * 1_000_000)
        assert len(out.getvalue()) < 500_000
        assert code_of(out.getvalue()) == "not_a_workbook"

    def test_with_formulas_are_refused(self) -> None:
        book: Any = openpyxl.Workbook()
        for cells in (files.HEADINGS, ["Alpha", "=DATE(2000,1,1)", ""]):
            book.active.append(cells)
        out = io.BytesIO()
        book.save(out)
        assert code_of(out.getvalue()) == "formula"


class TestSize:
    def test_fifty_megabytes_are_refused_before_they_are_read(self) -> None:
        content = b"Participant,Signature\n" + b"Alpha,1 Jan 2000\n" * 3_000_000
        assert len(content) > MOST_BYTES
        tracemalloc.start()
        assert code_of(content) == "too_large"
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
        tracemalloc.stop()

    @pytest.mark.slow
    def test_more_rows_than_are_read_are_refused_while_they_are_read(self) -> None:
        content = b"Participant,Signature\n" + b"A,1 Jan 2000\n" * (lists.MOST_ROWS + 10)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert code_of(content) == "too_many_rows"
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert grown < 400_000  # kilobytes

    def test_more_columns_than_a_list_has_are_refused(self) -> None:
        headings = ("Participant", *["Signature"] * 200)
        assert code_of(files.table(("Alpha",), headings=headings)) == "too_many_columns"
