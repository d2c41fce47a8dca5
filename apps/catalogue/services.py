"""Loading reference data: all files are read and checked first, then written in one transaction."""

from pathlib import Path

from django.db import transaction
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.catalogues.problems import BrokenCatalogueError, Problem
from focalpoint.catalogues.registry import catalogues
from focalpoint.catalogues.syncing import Outcome
from focalpoint.db.turns import await_turn

DATA = Path(__file__).resolve().parent / "data"


def load_catalogues(directory: Path = DATA) -> list[Outcome]:
    """Bring the reference data in line with the files in ``directory``; what was done, by table.

    The same files a second time write nothing. What a State wrote is never touched.
    Raises ``BrokenCatalogueError`` with file, line and reason of each fault, and writes nothing.
    """
    autodiscover_modules("catalogues")
    read = []
    problems: list[Problem] = []
    for catalogue in catalogues():
        try:
            read.append((catalogue, catalogue.read(directory)))
        except BrokenCatalogueError as error:
            problems += error.problems
    if problems:
        raise BrokenCatalogueError(problems)
    frame = acting(
        SYSTEM, reason=_("Catalogue files loaded"), event="catalogue.loaded", via="command"
    )
    with frame, transaction.atomic():
        # Two loads at once would both insert what is new.
        await_turn("catalogue.load")
        return [outcome for catalogue, content in read for outcome in catalogue.write(content)]
