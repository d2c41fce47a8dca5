"""``manage.py load_catalogues``: bring the reference data in line with the files of the project."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.catalogue.services import DATA, load_catalogues
from focalpoint.catalogues.problems import BrokenCatalogueError


class Command(BaseCommand):
    """Repeatable: the same files change nothing. A broken file is refused as a whole."""

    help = "Load States, frameworks, treaties, treaty actions and the UPR calendar from files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="directory", type=Path, default=DATA, help="folder of the files"
        )

    def handle(self, *args: Any, directory: Path, **options: Any) -> None:
        try:
            outcomes = load_catalogues(directory)
        except BrokenCatalogueError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise CommandError(
                f"{len(error.problems)} fault(s) in the files: nothing was written."
            ) from error
        if options["verbosity"] > 0:
            for outcome in outcomes:
                self.stdout.write(str(outcome))
