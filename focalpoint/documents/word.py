"""A report as DOCX: real headings, a table of contents, head and foot on every page."""

import io
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from focalpoint.chart_images import png_of
from focalpoint.documents.blocks import (
    Block,
    Facts,
    Figure,
    Heading,
    Items,
    Report,
    Table,
    Text,
    writable,
)
from focalpoint.documents.paper import runs_from_right
from focalpoint.lazy import lazy

docx = lazy("docx")
shared = lazy("docx.shared")
enum_table = lazy("docx.enum.table")
oxml = lazy("docx.oxml")
ns = lazy("docx.oxml.ns")

# Fonts that every office has; the second is for Arabic, the third for Chinese.
LATIN, COMPLEX, EAST_ASIAN = "Arial", "Arial", "Microsoft YaHei"
# Millimetres: A4 and what of a line its margins leave.
PAGE, MARGIN, LINE = (210, 297), 20, 170
# Dots for a CSS pixel: sharp in print, some hundred kilobytes a picture.
SCALE = 1.6
# Characters that a property of the document takes.
LONGEST_PROPERTY = 255
QUIET = "5B6573"
# Word wants the properties in the order of the standard: what follows each (ECMA-376, part 1).
AFTER_LANG = ("w:eastAsianLayout", "w:specVanish", "w:oMath")
AFTER_SIZE = (
    *("w:highlight", "w:u", "w:effect", "w:bdr", "w:shd", "w:fitText", "w:vertAlign", "w:rtl"),
    *("w:cs", "w:em", "w:lang", *AFTER_LANG),
)
AFTER_BIDI = (
    *("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing"),
    *("w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment"),
    *("w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr"),
)


def docx_of(report: Report) -> bytes:
    """The report in the active language; its texts are text and never fields or markup."""
    return _Writer(writable(report)).written()


class _Writer:
    """Writes one report from its first page to its last."""

    def __init__(self, report: Report) -> None:
        self.report = report
        language = translation.get_language() or settings.LANGUAGE_CODE
        self.language = language
        self.rtl = translation.get_language_bidi()
        self.document: Any = docx.Document()
        self.pictures = 0

    def written(self) -> bytes:
        self.properties()
        self.styles()
        self.page()
        self.front()
        self.contents()
        for block in self.report.blocks:
            self.block(block)
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    # The document as a whole

    def properties(self) -> None:
        core, report = self.document.core_properties, self.report
        told = {
            "title": f"{report.title}: {report.state}",
            "author": "FocalPoint",
            "subject": report.subtitle,
            "keywords": report.marking,
            "comments": report.draft,
            "language": self.language,
            "identifier": report.reference,
        }
        for name, text in told.items():
            setattr(core, name, text[:LONGEST_PROPERTY])

    def styles(self) -> None:
        styles = self.document.styles
        self.fonts(styles["Normal"], 10)
        sizes = {"Title": 24, "Heading 1": 16, "Heading 2": 12.5, "Heading 3": 10.5, "Caption": 9}
        for name, size in sizes.items():
            self.fonts(styles[name], size)
            styles[name].font.color.rgb = shared.RGBColor(0x18, 0x21, 0x2C)
        styles["Normal"].paragraph_format.space_after = shared.Pt(6)
        self.fonts(styles["List Bullet"], 10)
        # What the spelling checker takes the text for.
        lang = {"w:val": self.language, "w:bidi": self.language, "w:eastAsia": "zh-CN"}
        defaults = styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")
        for properties in (*defaults, styles["Normal"].element.get_or_add_rPr()):
            _put(properties, "w:lang", lang, AFTER_LANG)

    def fonts(self, style: Any, size: float) -> None:
        style.font.name = LATIN
        style.font.size = shared.Pt(size)
        properties = style.element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(ns.qn(f"w:{name}"), None)
        fonts.set(ns.qn("w:cs"), COMPLEX)
        fonts.set(ns.qn("w:eastAsia"), EAST_ASIAN)
        _put(properties, "w:szCs", {"w:val": str(round(size * 2))}, AFTER_SIZE)

    def page(self) -> None:
        """A4, with the marking in the head and the place in the foot of every page."""
        section, report = self.document.sections[0], self.report
        section.page_width, section.page_height = (shared.Mm(side) for side in PAGE)
        section.left_margin = section.right_margin = shared.Mm(MARGIN)
        section.top_margin = section.bottom_margin = shared.Mm(24)
        if self.rtl:
            _put(section._sectPr, "w:bidi", {}, ("w:rtlGutter", "w:docGrid", "w:printerSettings"))
        head = section.header.paragraphs[0]
        marks = [each for each in (report.marking, report.draft, report.training) if each]
        self.run(head, " · ".join(marks), bold=True, size=8.5)
        self.run(head, f"\n{report.state}", size=8.5)
        self.turn(head)
        foot = section.footer.paragraphs[0]
        place = [report.reference, report.made]
        if report.checksum:
            place.insert(1, f"SHA-256 {report.checksum[:12]}…")
        self.run(foot, " · ".join(place) + "    ", size=8.5, quiet=True)
        self.field(foot, "PAGE", "1")
        self.run(foot, " / ", size=8.5, quiet=True)
        self.field(foot, "NUMPAGES", "1")
        self.turn(foot)

    def front(self) -> None:
        report = self.report
        for _line in range(3):
            self.document.add_paragraph()
        self.paragraph(report.subtitle, quiet=True)
        title = self.document.add_paragraph(style="Title")
        self.run(title, report.title)
        self.turn(title)
        for text in (report.state, report.training):
            if text:
                self.paragraph(text, bold=True)
        if report.draft:
            self.paragraph(_("DRAFT: not approved, may still change."), bold=True)
        self.facts(Facts(report.front))
        self.document.add_page_break()

    def contents(self) -> None:
        """A field that Word fills with page numbers; until then it lists the chapters."""
        self.paragraph(_("Contents"), bold=True, size=16)
        paragraph = self.document.add_paragraph()
        self.turn(paragraph)
        chapters = [
            block for block in self.report.blocks if isinstance(block, Heading) and block.level < 3
        ]
        runs = self.field_parts('TOC \\o "1-2" \\h \\z \\u', dirty=True)
        next(runs)(paragraph)
        for number, chapter in enumerate(chapters):
            if number:
                paragraph = self.document.add_paragraph()
                self.turn(paragraph)
            self.run(paragraph, f"{'    ' * (chapter.level - 1)}{chapter.text}")
            paragraph.paragraph_format.space_after = shared.Pt(2)
        next(runs)(paragraph)
        self.document.add_page_break()

    # Its parts

    def block(self, block: Block) -> None:
        match block:
            case Heading():
                heading = self.document.add_heading("", level=block.level)
                self.run(heading, block.text)
                self.turn(heading)
            case Text():
                for text in block.paragraphs:
                    self.paragraph(text, quiet=block.quiet)
            case Items():
                for text in block.items:
                    item = self.document.add_paragraph(style="List Bullet")
                    self.run(item, text)
                    self.turn(item)
            case Facts():
                self.facts(block)
            case Table():
                self.table(block)
            case Figure():
                self.figure(block)

    def facts(self, block: Facts) -> None:
        table, widths = self.grid(len(block.pairs), [1, 3], style=None)
        for row, (label, text) in zip(table.rows, block.pairs, strict=True):
            cells = row.cells
            self.cell(cells[0], label, widths[0], quiet=True)
            self.cell(cells[1], text, widths[1])
        self.document.add_paragraph()

    def table(self, block: Table) -> None:
        count = 1 + len(block.rows)
        table, widths = self.grid(count, list(block.widths), style="Table Grid")
        for number, (row, texts) in enumerate(
            zip(table.rows, (block.head, *block.rows), strict=True)
        ):
            kept = "w:cantSplit" if number else "w:tblHeader"
            row._tr.get_or_add_trPr().append(_element(kept))
            for cell, text, width in zip(row.cells, texts, widths, strict=True):
                self.cell(cell, text, width, bold=not number)
        self.document.add_paragraph()

    def grid(self, rows: int, shares: list[float], style: str | None) -> tuple[Any, list[Any]]:
        """A table, and the widths of its columns."""
        widths = [shared.Mm(LINE * share / sum(shares)) for share in shares]
        table = self.document.add_table(rows=rows, cols=len(widths), style=style)
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        if self.rtl:
            table.table_direction = enum_table.WD_TABLE_DIRECTION.RTL
        return table, widths

    def cell(
        self, cell: Any, text: str, width: Any, *, bold: bool = False, quiet: bool = False
    ) -> None:
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = shared.Pt(2)
        self.run(paragraph, text, bold=bold, quiet=quiet, size=9)
        self.turn(paragraph)

    def figure(self, block: Figure) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        drawn = paragraph.add_run().add_picture(
            io.BytesIO(png_of(block.chart, scale=SCALE)), width=shared.Mm(LINE)
        )
        self.pictures += 1
        properties = drawn._inline.docPr
        properties.set("name", f"{block.chart.name} {self.pictures}")
        properties.set("title", block.chart.title)
        properties.set("descr", block.alternative)
        caption = self.document.add_paragraph(style="Caption")
        self.run(caption, f"{block.chart.title}. {block.chart.text}")
        self.turn(caption)

    def paragraph(self, text: str, **look: Any) -> Any:
        paragraph = self.document.add_paragraph()
        self.run(paragraph, text, **look)
        self.turn(paragraph, runs_from_right(text))
        return paragraph

    def run(
        self,
        paragraph: Any,
        text: str,
        *,
        bold: bool = False,
        quiet: bool = False,
        size: float | None = None,
    ) -> None:
        run = paragraph.add_run(text)
        run.bold = bold or None
        # Bold and size of scripts that run from right to left are apart.
        run.font.cs_bold = bold or None
        if size:
            run.font.size = shared.Pt(size)
            _put(run._r.get_or_add_rPr(), "w:szCs", {"w:val": str(round(size * 2))}, AFTER_SIZE)
        if quiet:
            run.font.color.rgb = shared.RGBColor.from_string(QUIET)
        if runs_from_right(text):
            run.font.rtl = True

    def turn(self, paragraph: Any, from_right: bool | None = None) -> None:
        """Let a paragraph run as the language of the report does, or as its own text."""
        if self.rtl if from_right is None else from_right:
            _put(paragraph._p.get_or_add_pPr(), "w:bidi", {}, AFTER_BIDI)

    def field(self, paragraph: Any, instruction: str, until_then: str) -> None:
        runs = self.field_parts(instruction)
        next(runs)(paragraph)
        self.run(paragraph, until_then, size=8.5, quiet=True)
        next(runs)(paragraph)

    def field_parts(self, instruction: str, *, dirty: bool = False) -> Iterator[Any]:
        """What opens a field, then what closes it: to be called with a paragraph each."""

        def opened(paragraph: Any) -> None:
            begin = {"w:fldCharType": "begin", **({"w:dirty": "true"} if dirty else {})}
            paragraph.add_run()._r.append(_element("w:fldChar", begin))
            code = _element("w:instrText", {"xml:space": "preserve"})
            code.text = f" {instruction} "
            paragraph.add_run()._r.append(code)
            paragraph.add_run()._r.append(_element("w:fldChar", {"w:fldCharType": "separate"}))

        def closed(paragraph: Any) -> None:
            paragraph.add_run()._r.append(_element("w:fldChar", {"w:fldCharType": "end"}))

        yield opened
        yield closed


def _put(properties: Any, tag: str, attributes: dict[str, str], followers: tuple[str, ...]) -> None:
    """Set a property in its place, instead of the one that may be there."""
    for former in properties.findall(ns.qn(tag)):
        properties.remove(former)
    properties.insert_element_before(_element(tag, attributes), *followers)


def _element(tag: str, attributes: dict[str, str] | None = None) -> Any:
    made = oxml.OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(ns.qn(name), value)
    return made
