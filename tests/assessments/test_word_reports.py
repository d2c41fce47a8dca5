"""Reports as DOCX: what Word needs to show them well, read back from the file itself."""

import io
from dataclasses import replace

import docx
import pytest
from django.utils import translation
from docx.oxml.ns import qn

from apps.assessments.charts.cycles import Cycle, labelled
from apps.assessments.charts.heat_map import heat_map
from focalpoint.documents.blocks import Facts, Figure, Heading, Items, Report, Table, Text
from focalpoint.documents.paper import pdf_of
from focalpoint.documents.word import docx_of
from tests.paper import assert_accessible

# What Word expects in this order; the schema of the standard, as far as reports use it.
ORDERS = {
    "w:pPr": ["w:pStyle", "w:keepNext", "w:numPr", "w:bidi", "w:spacing", "w:ind", "w:jc"],
    "w:rPr": ["w:rFonts", "w:b", "w:bCs", "w:i", "w:color", "w:sz", "w:szCs", "w:rtl", "w:lang"],
    "w:tblPr": ["w:tblStyle", "w:bidiVisual", "w:tblW", "w:tblLayout", "w:tblLook"],
}


def factor(number, level):
    return {
        "code": f"RF{number}",
        "label": str(number),
        "title": f"Risk factor {number}",
        "level": level,
        "trend": "stable",
        "confidence": "low",
    }


def chart():
    ends = ("2024-06-30", "2025-06-30")
    contents = [
        {"reference": "A", "period": {"end": end}, "factors": [factor(1, "high")]} for end in ends
    ]
    return heat_map(labelled([Cycle(content, "") for content in contents]))


def report(**more):
    told = {
        "title": "Third national assessment",
        "subtitle": "National assessment of risk and resilience",
        "state": "Belmora",
        "training": "Training: fictional State",
        "marking": "RESTRICTED: for this government only",
        "draft": "DRAFT",
        "reference": "XAB-RA-2026-0001",
        "checksum": "ab" * 32,
        "made": "22 November 2026",
        "front": [("Reference", "XAB-RA-2026-0001")],
        "blocks": [
            Heading("Summary"),
            Heading("Course", 2),
            Text("First line.\n\nSecond line."),
            Items(["One", "Two"]),
            Facts([("Level", "High")]),
            Table(["Factor", "Level"], [["1 Risk factor 1", "3 High"]] * 3, [3, 1]),
        ],
    }
    return Report(**{**told, **more})


def opened(content):
    return docx.Document(io.BytesIO(content))


def text_of(part):
    return "".join(part._element.itertext())


@pytest.fixture(scope="module")
def plain():
    with translation.override("en"):
        return opened(docx_of(report()))


def test_headings_are_headings_and_come_in_order(plain):
    found = [(p.style.name, p.text) for p in plain.paragraphs if p.style.name.startswith("Head")]
    assert found == [("Heading 1", "Summary"), ("Heading 2", "Course")]


def test_the_marking_stands_in_the_head_of_every_page(plain):
    [section] = plain.sections
    assert not section.different_first_page_header_footer
    head = text_of(section.header)
    for mark in ("RESTRICTED: for this government only", "DRAFT", "Training: fictional State"):
        assert mark in head


def test_the_foot_has_reference_checksum_and_page_numbers(plain):
    foot = text_of(plain.sections[0].footer)
    assert "XAB-RA-2026-0001" in foot
    assert f"SHA-256 {'ab' * 6}…" in foot
    assert " PAGE " in foot
    assert " NUMPAGES " in foot


def test_the_contents_are_a_field_that_lists_the_chapters_until_word_fills_it(plain):
    body = plain.element.body
    codes = [code.text for code in body.iter(qn("w:instrText"))]
    assert codes == [' TOC \\o "1-2" \\h \\z \\u ']
    kinds = [mark.get(qn("w:fldCharType")) for mark in body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    assert [p.text.strip() for p in plain.paragraphs].count("Course") == 2


def test_tables_repeat_their_heads_and_keep_rows_whole(plain):
    table = plain.tables[2]
    assert [c.text for c in table.rows[0].cells] == ["Factor", "Level"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows[1:])


def test_it_says_its_title_and_its_language(plain):
    assert plain.core_properties.title == "Third national assessment: Belmora"
    assert plain.core_properties.language == "en"
    languages = {lang.get(qn("w:val")) for lang in plain.styles.element.iter(qn("w:lang"))}
    assert languages == {"en"}


def test_an_arabic_report_runs_from_right_to_left():
    with translation.override("ar"):
        made = opened(docx_of(report(title="التقييم الوطني", blocks=[Text("نزاعات على المياه")])))
    assert made.sections[0]._sectPr.find(qn("w:bidi")) is not None
    assert made.tables[0]._tbl.tblPr.find(qn("w:bidiVisual")) is not None
    last = made.paragraphs[-1]
    assert last._p.pPr.find(qn("w:bidi")) is not None
    assert last.runs[0].font.rtl
    assert made.styles.element.find(f".//{qn('w:lang')}").get(qn("w:bidi")) == "ar"


def test_a_text_keeps_its_own_direction_and_loses_what_xml_does_not_know():
    with translation.override("en"):
        made = opened(docx_of(report(blocks=[Text("北部\x00省份 & <w:p>"), Text("نزاعات")])))
    assert made.paragraphs[-2].text == "北部省份 & <w:p>"
    assert made.paragraphs[-1]._p.pPr.find(qn("w:bidi")) is not None


@pytest.mark.parametrize("language", ["en", "ar"])
def test_properties_stand_in_the_order_of_the_standard(language):
    with translation.override(language):
        made = opened(docx_of(report()))
    parts = [made.element, made.sections[0].header._element, made.sections[0].footer._element]
    for tag, order in ORDERS.items():
        wanted = [qn(name) for name in order]
        for part in parts:
            for properties in part.iter(qn(tag)):
                found = [wanted.index(each.tag) for each in properties]
                assert found == sorted(set(found))


@pytest.mark.slow
def test_pictures_say_what_they_show():
    with translation.override("en"):
        made = opened(docx_of(report(blocks=[Figure(chart())])))
    [picture] = made.element.body.iter(qn("wp:docPr"))
    assert "1 Risk factor 1; 3 High; 3 High" in picture.get("descr")
    assert picture.get("title") == "Risk factors over the cycles"
    assert made.paragraphs[-1].style.name == "Caption"
    [image] = [part for part in made.part.package.iter_parts() if "image/png" in part.content_type]
    assert image.blob.startswith(b"\x89PNG")


# Controls, a mark of byte order, what is no character.
ODD = "\x01\x1b\ufeff\ufffe\U0001ffff"


def test_no_text_of_a_report_keeps_it_from_being_written():
    names = ("title", "subtitle", "state", "marking", "draft", "reference", "made", "training")
    with translation.override("en"):
        made = opened(docx_of(report(**{name: f"A{ODD}b {name}" for name in names})))
        long = opened(docx_of(report(title="t" * 300, blocks=[Text("One\x0bTwo")])))
    assert made.core_properties.title == "Ab title: Ab state"
    assert made.core_properties.subject == "Ab subtitle"
    assert len(long.core_properties.title) == 255
    assert [paragraph.text for paragraph in long.paragraphs[-2:]] == ["One", "Two"]


@pytest.mark.slow
@pytest.mark.parametrize("write", [pdf_of, docx_of])
def test_no_letter_of_a_figure_or_a_table_keeps_it_from_being_written(write):
    drawn = chart()
    rows = [[f"{cell}{ODD}" for cell in row] for row in drawn.rows]
    values = [{**row, "factor": row["factor"] + ODD} for row in drawn.spec["data"]["values"]]
    spec = {**drawn.spec, "data": {"values": values}}
    odd = replace(drawn, title=f"Factors{ODD}", text=f"Text{ODD}", rows=rows, spec=spec)
    blocks = [Text(f"One{ODD}"), Items([f"One{ODD}"]), Table([f"A{ODD}"], [[f"B{ODD}"]], [1])]
    with translation.override("en"):
        made = write(report(title=f"Title{ODD}", blocks=[Heading(f"H{ODD}"), *blocks, Figure(odd)]))
    assert made.startswith((b"%PDF", b"PK"))


@pytest.mark.slow
def test_a_letter_that_no_font_draws_is_stood_in_for():
    # The bullet of a word processor, letters for private use, and one of no script.
    with translation.override("en"):
        made = pdf_of(report(title="\uf0b7 Title", blocks=[Text("One \uf8ff"), Items(["\u0378"])]))
    assert_accessible(made)
