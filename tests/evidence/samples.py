"""Small files of each kind, made as their programs make them, and some that pretend."""

import io
import struct
import zipfile
import zlib
from email.message import EmailMessage

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00;"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe"
TIFF = b"II*\x00\x08\x00\x00\x00\x00\x00"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
RTF = rb"{\rtf1\ansi The minister agrees.\par}"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00" * 48 + b"PE\x00\x00"
ELF = b"\x7fELF\x02\x01\x01" + b"\x00" * 57
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)
SHELL = b"#!/bin/sh\nrm -rf /\n"
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 40
OPENXML = "application/vnd.openxmlformats-officedocument"
OPENDOCUMENT = "application/vnd.oasis.opendocument"


def png(width: int = 2, height: int = 1) -> bytes:
    """A picture of one colour."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    rows = b"".join(b"\x00" + b"\x20\x60\xa0" * width for _row in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def zipped(**files: str) -> bytes:
    return zip_of({name.replace("__", "/"): text for name, text in files.items()})


def zip_of(files: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return target.getvalue()


def openxml(part: str, **more: str) -> bytes:
    """A Word, Excel or PowerPoint file as far as it is recognised: `word/document.xml`, say."""
    return zip_of({"[Content_Types].xml": "<Types/>", part: "<x/>", **more})


def opendocument(kind: str, **more: str) -> bytes:
    return zip_of({"mimetype": f"{OPENDOCUMENT}.{kind}", "content.xml": "<x/>", **more})


def ole(*streams: str) -> bytes:
    """A document of Office 97–2003 as far as it is recognised."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\x00") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + names


def mail(attachment: bytes = b"") -> bytes:
    message = EmailMessage()
    message["From"] = "badu@example.org"
    message["To"] = "focal.point@example.org"
    message["Subject"] = "Draft bill"
    message["Date"] = "Mon, 02 Mar 2026 10:00:00 +0000"
    message.set_content("See the draft.\n")
    message.add_alternative("<html><body>See the draft.</body></html>", subtype="html")
    if attachment:
        message.add_attachment(attachment, maintype="application", subtype="octet-stream")
    return bytes(message)


# What is taken: a name, the content, the media type by which it is known.
GOOD: dict[str, tuple[bytes, str]] = {
    "law.pdf": (PDF, "application/pdf"),
    "map.png": (png(), "image/png"),
    "photo.jpg": (JPEG, "image/jpeg"),
    "mark.gif": (GIF, "image/gif"),
    "photo.webp": (WEBP, "image/webp"),
    "scan.tiff": (TIFF, "image/tiff"),
    "phone.heic": (HEIC, "image/heic"),
    "letter.docx": (openxml("word/document.xml"), f"{OPENXML}.wordprocessingml.document"),
    "budget.xlsx": (openxml("xl/workbook.xml"), f"{OPENXML}.spreadsheetml.sheet"),
    "talk.pptx": (openxml("ppt/presentation.xml"), f"{OPENXML}.presentationml.presentation"),
    "letter.doc": (ole("Root Entry", "WordDocument"), "application/msword"),
    "budget.xls": (ole("Root Entry", "Workbook"), "application/vnd.ms-excel"),
    "talk.ppt": (ole("PowerPoint Document"), "application/vnd.ms-powerpoint"),
    "letter.odt": (opendocument("text"), f"{OPENDOCUMENT}.text"),
    "budget.ods": (opendocument("spreadsheet"), f"{OPENDOCUMENT}.spreadsheet"),
    "talk.odp": (opendocument("presentation"), f"{OPENDOCUMENT}.presentation"),
    "note.rtf": (RTF, "application/rtf"),
    "answer.eml": (mail(), "message/rfc822"),
    "answer with scan.eml": (mail(PDF), "message/rfc822"),
    "list.csv": ("État;Réponse\nOui;ça".encode(), "text/csv"),
    "note.txt": (b"Called the ministry.\r\nThey agree.\x0c", "text/plain"),
    "مذكرة.txt": ("وافقت الوزارة".encode(), "text/plain"),
    "old note.txt": ("Réunion à 9 h".encode("cp1252"), "text/plain"),
    "windows.txt": ("Réunion".encode("utf-16"), "text/plain"),
    "without an ending": (b"Called the ministry.", "text/plain"),
    "a < b.txt": (b"if a < b then nothing", "text/plain"),
}
# What is refused: a name, the content, a word of the reason.
BAD: dict[str, tuple[bytes, str]] = {
    "empty.pdf": (b"", "empty"),
    "program.pdf": (EXE, "program"),
    "picture.png": (HTML, "web page"),
    "page.txt": (b"\xef\xbb\xbf  <!-- x --><HTML>", "web page"),
    "drawing.svg": (SVG, "SVG"),
    "drawing.png": (b"<svg onload='alert(1)'></svg>", "SVG"),
    "text with a script.txt": (b"Dear all,\n<script src=x></script>", "script"),
    "linux.docx": (ELF, "program"),
    "run.txt": (SHELL, "script"),
    "shortcut.lnk": (b"L\x00\x00\x00\x01\x14\x02\x00" + b"\x00" * 60, "program"),
    "half.pdf": (PDF[:60], "not complete"),
    "half.docx": (openxml("word/document.xml")[:80], "damaged"),
    "macro.docm": (openxml("word/document.xml", **{"word/vbaProject.bin": "x"}), "macros"),
    "macro.docx": (openxml("word/document.xml", **{"word/vbaProject.bin": "x"}), "macros"),
    "macro.odt": (opendocument("text", **{"Basic/Standard/x.xml": "x"}), "macros"),
    "macro.doc": (ole("WordDocument", "_VBA_PROJECT"), "macros"),
    "locked.docx": (ole("EncryptedPackage", "EncryptionInfo"), "password"),
    "setup.msi": (ole("Root Entry", "_StringPool"), "not taken"),
    "files.zip": (zip_of({"a.txt": "a"}), "archives"),
    "odd.odg": (opendocument("graphics"), "not taken"),
    "packed.rar": (b"Rar!\x1a\x07\x01\x00" + b"\x00" * 20, "RAR"),
    "film.mp4": (MP4, "not taken"),
    "carrier.rtf": (rb"{\rtf1{\object\objemb{\*\objdata 0105}}}", "inside"),
    "attack.eml": (mail(EXE), "attached"),
    "noise.txt": (bytes(range(256)), "not taken"),
    "half utf-16.txt": (b"\xff\xfe\x41", "not taken"),
}


def pdf_of(*pages: str) -> bytes:
    """A whole PDF with one line of text on each page."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number, words in enumerate(pages):
        drawn = f"BT /F1 24 Tf 40 120 Td ({words}) Tj ET"
        objects += [
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {5 + 2 * number} 0 R>>",
            f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream",
        ]
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += f"{number} 0 obj{body}endobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (
        content
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
            f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(content)}\n%%EOF\n"
        ).encode()
    )
