"""The entries of a JSON list that is too large for memory, read piece by piece.

A piece may end anywhere: within a name, an escape, a letter of several bytes. An entry is taken
once it is whole; what lies behind it is kept.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from apps.treaties.sources.lists import SourceFileError

PIECE = 1 << 20  # bytes
# Characters; the longest recommendation has a hundredth of that. What is longer never ends.
LONGEST_ENTRY = 4 << 20
_SPACE = re.compile(r"[ \t\r\n]*")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class EntryStream:
    """Gives the entries in their order; ``entries`` and ``size`` say how far it has come."""

    def __init__(self, file: BinaryIO, *, piece: int = PIECE) -> None:
        self.entries = 0
        self.size = 0
        self._file = file
        self._piece = piece
        self._text, self._at, self._ended = "", 0, False
        self._json = json.JSONDecoder()
        self._letters: codecs.IncrementalDecoder | None = None

    def __iter__(self) -> Iterator[Any]:
        """Raises ``SourceFileError`` for what is no such list, or ends before it is closed."""
        if self._mark() != "[":
            raise SourceFileError(
                "no_list", _("The file does not begin with a list: such an export does.")
            )
        self._at += 1
        if self._mark() != "]":
            yield self._entry()
            while self._mark() == ",":
                self._at += 1
                yield self._entry()
        if self._mark() != "]":
            raise self._damaged()
        self._at += 1
        if self._mark():
            raise self._damaged()

    def _mark(self) -> str:
        """The next character that is no space, without taking it; empty at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _entry(self) -> Any:
        self._mark()
        while True:
            try:
                entry, end = self._json.raw_decode(self._text, self._at)
            except RecursionError:
                raise self._damaged() from None
            except ValueError:
                # Cut by the end of the piece, or wrong: more of it tells.
                if len(self._text) - self._at > LONGEST_ENTRY or not self._more():
                    raise self._damaged() from None
            else:
                # A number may go on in the next piece.
                if end < len(self._text) or not self._more():
                    self._at = end
                    self.entries += 1
                    return entry

    def _more(self) -> bool:
        """Read another piece, and let go of what was taken; whether there was one."""
        if self._ended:
            return False
        piece = self._file.read(self._piece)
        if self._letters is None:
            # Enough to see its mark, however small the pieces.
            piece += self._file.read(max(0, 4 - len(piece)))
            name = "utf-16" if piece.startswith(_WIDE) else "utf-8-sig"
            self._letters = codecs.getincrementaldecoder(name)()
        self._ended = not piece
        try:
            text = self._letters.decode(piece, self._ended)
        except UnicodeDecodeError:
            raise self._damaged() from None
        self.size += len(piece)
        self._text = self._text[self._at :] + text
        self._at = 0
        return True

    def _damaged(self) -> SourceFileError:
        words = _(
            "The JSON is damaged or cut off after %(entries)d entries, within the first %(size)s "
            "MB. Nothing of it was imported: fetch the file again."
        )
        return SourceFileError(
            "damaged", words % {"entries": self.entries, "size": f"{self.size / 1e6:.1f}"}
        )
