"""What evidence refuses, with the facts that a page or an API answer needs."""

from apps.evidence.models import Revision


class DamagedEvidenceError(Exception):
    """The file is gone or is not what was handed in: it is reported and not given out."""

    def __init__(self, revision: Revision) -> None:
        self.revision = revision
        super().__init__(f"the file of revision {revision.pk} is not what was handed in")
