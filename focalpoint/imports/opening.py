"""Which kind of sheet a file is, by its content."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from focalpoint.imports.sheets import MOST_BYTES, Sheet, SheetError, head_of
from focalpoint.imports.text_files import TextFile
from focalpoint.imports.xlsx_files import WorkbookFile

_ZIP = b"PK\x03\x04"
# Old XLS, and XLSX with a password.
_COMPOUND = b"\xd0\xcf\x11\xe0"


def open_sheet(content: bytes, known: Callable[[str], bool]) -> Sheet:
    """The sheet in a file; ``known`` tells the names of columns by which the head row is found.

    Raises ``SheetError``.
    """
    if len(content) > MOST_BYTES:
        most = {"most": MOST_BYTES // 1_000_000}
        raise SheetError(_("The file is larger than %(most)d MB. Divide it.") % most)
    if not content.strip():
        raise SheetError(_("The file is empty."))
    if content.startswith(_COMPOUND):
        raise SheetError(
            _("This is an old XLS file, or protected by a password. Save it as plain XLSX.")
        )
    kind = "xlsx" if content.startswith(_ZIP) else "csv"
    file = WorkbookFile(content) if kind == "xlsx" else TextFile(content)
    head_row, headers = head_of(file.rows, known)
    return Sheet(kind, headers, head_row, file.words, file.rows)
