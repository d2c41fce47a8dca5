"""CSV (RFC 4180) in UTF-8 with a byte order mark, by which Excel knows the encoding."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

from focalpoint.exports.cells import neutralised
from focalpoint.exports.columns import Kind
from focalpoint.exports.files import File, Heading, utc_text
from focalpoint.exports.reading import Values

# Where the comma divides decimals, Excel expects semicolons between cells.
SEMICOLON_LANGUAGES = frozenset({"fr", "es"})
LIST_SEPARATOR = "; "


def csv_file(file: File) -> Iterator[bytes]:
    """The file in pieces of some thousand rows."""
    out = io.StringIO(newline="")
    delimiter = ";" if file.language.split("-")[0] in SEMICOLON_LANGUAGES else ","
    writer = csv.writer(out, delimiter=delimiter)
    out.write("\ufeff")
    writer.writerow([neutralised(heading.label) for heading in file.headings])
    for chunk in file.chunks:
        texts = [
            _texts(heading, values) for heading, values in zip(file.headings, chunk, strict=True)
        ]
        writer.writerows(zip(*texts, strict=True))
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
    yield out.getvalue().encode()


def _texts(heading: Heading, values: Values) -> Values:
    if heading.kind is Kind.NUMBER and not heading.words:
        return values
    to_text = _TO_TEXT.get(heading.kind, _plain)
    return ["" if value is None else to_text(value) for value in heading.spoken(values)]


def _plain(value: Any) -> str:
    return neutralised(value if isinstance(value, str) else str(value))


_TO_TEXT: dict[Kind, Callable[[Any], str]] = {
    Kind.DATE: lambda value: str(value.isoformat()),
    Kind.INSTANT: utc_text,
    Kind.LIST: lambda values: neutralised(LIST_SEPARATOR.join(values)),
}
