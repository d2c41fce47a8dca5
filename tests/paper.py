"""What leaves on paper can be read by everybody: PDF/UA-1, judged by a program of its own."""

from io import BytesIO

import typst
from page import validate_pdf_bytes
from pypdf import PdfReader

# Of a profile that looks at less, all would be well.
RULES = 100


def assert_accessible(content: bytes) -> None:
    """Fail with the rules of PDF/UA-1 (ISO 14289-1) that a document breaks."""
    report = validate_pdf_bytes(content, profile="ua1")
    assert [f"{each.rule_id}: {each.message}" for each in report.failures] == []
    assert report.is_compliant
    assert report.rules.total > RULES


def text_of_pages(content: bytes) -> list[str]:
    """The text of each page, as a reader of PDF finds it."""
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def is_drawn(text: str) -> bool:
    """Whether the fonts of this machine draw each letter."""
    try:
        typst.compile(f'#set document(title: "A")\n{text}'.encode(), pdf_standards=["ua-1"])
    except typst.TypstError:
        return False
    return True
