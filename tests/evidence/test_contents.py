"""What a file is, is told by its content; its name and its declared type count for nothing."""

import io

import pytest

from apps.evidence.contents import ContentRefusedError, recognise
from apps.evidence.intake import Refused, Taken, examine
from apps.evidence.media_types import MEDIA_TYPES
from apps.evidence.names import safe_name, title_of
from tests.evidence.conftest import upload
from tests.evidence.samples import BAD, EXE, GOOD, PDF, png


@pytest.mark.parametrize("name", GOOD)
def test_documents_pictures_text_and_mail_are_taken(name):
    content, media_type = GOOD[name]
    assert recognise(io.BytesIO(content), name).name == media_type


@pytest.mark.parametrize("name", BAD)
def test_what_could_harm_is_refused_with_the_reason(name):
    content, word = BAD[name]
    with pytest.raises(ContentRefusedError) as refusal:
        recognise(io.BytesIO(content), name)
    assert word in str(refusal.value)


@pytest.mark.parametrize("name", GOOD)
def test_no_kind_is_taken_under_the_cover_of_a_programs_first_bytes(name):
    with pytest.raises(ContentRefusedError):
        recognise(io.BytesIO(EXE + GOOD[name][0]), name)


def test_a_control_character_far_behind_is_found():
    content = b"a" * (3 << 20) + b"\x00"
    with pytest.raises(ContentRefusedError):
        recognise(io.BytesIO(content), "long.txt")


def test_macros_are_found_across_the_edges_of_blocks():
    mark = "_VBA_PROJECT".encode("utf-16-le")
    stream = "WordDocument".encode("utf-16-le")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + stream
    content = head.ljust((1 << 20) - 7, b"\x00") + mark
    with pytest.raises(ContentRefusedError, match="macros"):
        recognise(io.BytesIO(content), "old.doc")


def test_afterwards_the_file_stands_at_its_beginning():
    content = io.BytesIO(PDF)
    recognise(content, "x.pdf")
    assert content.tell() == 0


def test_a_file_above_the_limit_is_refused_with_both_figures(settings):
    settings.EVIDENCE_MAX_BYTES = 1024
    found = examine(upload("big.txt", b"a" * 2048))
    assert isinstance(found, Refused)
    assert str(found) == "big.txt: it has 2.0\xa0KB, more than the limit of 1.0\xa0KB."


def test_a_file_at_the_limit_is_taken(settings):
    settings.EVIDENCE_MAX_BYTES = 1024
    assert isinstance(examine(upload("fits.txt", b"a" * 1024)), Taken)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("law.pdf", "law.pdf"),
        ("LAW.PDF", "LAW.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\law.pdf", "law.pdf"),
        ("law.exe", "law.exe.pdf"),
        ("v1.2", "v1.2.pdf"),
        ("fdp\u202e.exe", "fdp.exe.pdf"),
        ("a\x00\r\nb.pdf", "ab.pdf"),
        ("مشروع قانون.pdf", "مشروع قانون.pdf"),
        ("e\u0301tat.pdf", "état.pdf"),
        ("  spaced \t name .pdf", "spaced name.pdf"),
        (".pdf", "pdf.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ('a<b>"c".pdf', "a_b__c_.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_are_cleaned_and_end_as_their_content_does(given, kept):
    assert safe_name(given, MEDIA_TYPES["application/pdf"]) == kept


def test_a_picture_that_is_called_a_program_is_given_back_as_a_picture():
    found = examine(upload("invoice.exe", png()))
    assert isinstance(found, Taken)
    assert found.name == "invoice.exe.png"


@pytest.mark.parametrize(
    ("name", "title"),
    [("draft_bill v2.pdf", "draft bill v2"), ("note", "note"), ("قانون.pdf", "قانون")],
)
def test_the_first_title_is_the_name_without_its_ending(name, title):
    assert title_of(name) == title
