"""Evidence of the training States: small files, written by code and about nobody."""

import struct
import zlib
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Model

from apps.dashboards.training.people import TrainingState
from apps.evidence.models import Evidence
from apps.evidence.services import attach_files, attach_link, revise_evidence

MARK = "Fictional: for training and demonstration."


def add_evidence(state: TrainingState, target: Model, entry: Mapping[str, Any]) -> Evidence:
    """One item as the file of the training States tells it: ``file`` with ``text``, or ``url``."""
    author = state.actors[entry["by"]]
    told = {
        "actor": author,
        "target": target,
        "title": entry["title"],
        "effective_on": state.day(entry["day"]),
        "sensitivity": entry.get("sensitivity", "ordinary"),
        "visibility": entry.get("visibility", ""),
        "note": entry.get("note", ""),
    }
    if "url" in entry:
        return attach_link(url=entry["url"], **told)
    [item] = attach_files(files=[training_file(entry["file"], entry["text"])], **told)
    if "revised" in entry:
        file = training_file(entry["file"], entry["revised"])
        revise_evidence(
            actor=author,
            evidence=item,
            version=None,
            file=file,
            note=entry.get("revision_note", ""),
        )
    return item


def training_file(name: str, text: str) -> "ContentFile[bytes]":
    """A file of the kind that its name says, marked as fictional."""
    content = {"pdf": _pdf, "png": _picture}.get(name.rpartition(".")[2], _plain)(text)
    return ContentFile(content, name=name)


def _plain(text: str) -> bytes:
    return f"{text}\n\n{MARK}\n".encode()


def _picture(text: str) -> bytes:
    """Stripes in two tones, as many as the text has words."""
    width, height, stripes = 480, 270, max(2, len(text.split()))
    rows = b""
    for y in range(height):
        tone = b"\x1d\x5a\x96" if (y * stripes // height) % 2 else b"\xe4\xef\xfa"
        rows += b"\x00" + tone * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def _pdf(text: str) -> bytes:
    """A page of lines in a font that every reader has."""
    lines = [*text.splitlines(), "", MARK]
    drawn = "BT /F1 12 Tf 16 TL 56 780 Td " + " ".join(f"({_escaped(line)}) '" for line in lines)
    stream = f"{drawn} ET".encode("latin-1", "replace")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
        b"/Resources<</Font<</F1 3 0 R>>>>/Contents 5 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
    )
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj%sendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return content + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (table, len(content))
    )


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
