"""How files arrive: beside their final place, and never more of one than may be kept.

A container's own ``/tmp`` is memory; and what a killed process leaves here is swept up.
"""

import tempfile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from apps.evidence import storage


class IncomingFile(TemporaryUploadedFile):
    """A file that is being received; it disappears when it is closed."""

    def __init__(self, name: str, content_type: str, charset: str, extra: Any) -> None:
        folder = storage.incoming()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = tempfile.NamedTemporaryFile(suffix=".upload", dir=folder)  # noqa: SIM115
        UploadedFile.__init__(self, file, name, content_type, 0, charset, extra)


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Reads a file of any length and keeps no byte beyond the limit.

    The file then says its whole size, so that it is refused by name and with a reason instead of
    breaking the connection, and it fills no disk.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super(TemporaryFileUploadHandler, self).new_file(*args, **kwargs)
        self.file = IncomingFile(
            self.file_name or "",
            self.content_type or "",
            self.charset or "",
            self.content_type_extra,
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start < settings.EVIDENCE_MAX_BYTES:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> TemporaryUploadedFile:
        self.file.seek(0)
        self.file.size = file_size
        return self.file
