"""JSON: what the file is about, then the rows with the values as they are stored."""

from collections.abc import Iterator

import orjson

from focalpoint.exports.files import File
from focalpoint.exports.reading import Values

_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS | orjson.OPT_OMIT_MICROSECONDS


def json_file(file: File) -> Iterator[bytes]:
    """One object with ``about``, ``rows`` and, at the end, their ``count``."""
    about = {name: value for name, _label, value in file.about}
    yield b'{"about":' + _dumps(about) + b',"rows":['
    names = [heading.name for heading in file.headings]
    between = b"\n"
    for chunk in file.chunks:
        yield between + b",\n".join(_objects(names, chunk))
        between = b",\n"
    yield b'\n],"count":%d}' % file.reader.count


def _objects(names: list[str], chunk: list[Values]) -> Iterator[bytes]:
    for row in zip(*chunk, strict=True):
        yield _dumps(dict(zip(names, row, strict=True)))


def _dumps(value: object) -> bytes:
    return orjson.dumps(value, default=str, option=_OPTIONS)
