"""A small set of files, as a test may break or change them; and the project's own, loaded once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from apps.catalogue.services import load_catalogues
from focalpoint.catalogues.syncing import Outcome

STATES = """\
counts: {members: 2, observers: 0}
sources: {codes: ISO 3166-1}
organisations:
  - {code: TU, name: Test Union, source: list of members, confidence: high}
time_zones: []
states:
  - code: GHA
    iso2: GH
    m49: '288'
    name: Ghana
    kind: member
    regional_group: AG
    un_member_since: '1957-03-08'
    organisations: [TU]
  - code: DNK
    iso2: DK
    m49: '208'
    name: Denmark
    kind: member
    regional_group: WEOG
    un_member_since: '1945-10-24'
other_participants:
  - {code: EU, name: European Union}
"""

TYPES = """\
institution_types:
  - {code: ministry, name: Ministry}
"""

MAP_RULES = """\
as_of: 2026-01-01
rules:
  - code: line
    kind: border
    title: A line
    first: '288'
    second: '384'
    note: Not agreed.
    source: A document
    confidence: high
"""

FOCAL_POINTS = """\
reported:
  - {state: GHA, appointed: true, source: A/67/929-S/2013/399 para 57, as_of: '2013-12-31',
     confidence: medium}
"""

FRAMEWORK = """\
framework:
  code: R2013
  edition: '2013'
  title: Seven steps
  source: {symbol: A/67/929-S/2013/399, paragraph: '71'}
  confidence: high
items:
  - code: R2013-A
    kind: step
    label: (a)
    title: Focal point
  - code: R2013-B
    kind: step
    label: (b)
    title: Assessment
    confidence: medium
    maps_to:
      - {to: 'R2013:R2013-A', note: Our reading., confidence: medium}
    children:
      - {code: R2013-B1, kind: part, title: Method}
"""

TREATIES = """\
treaty_bodies:
  - {code: CCPR, name: Human Rights Committee, members: 18}
treaties:
  - code: ICCPR
    short_title: ICCPR
    full_title: International Covenant on Civil and Political Rights
    category: human_rights
    named_in: [A/67/929-S/2013/399 footnote 4]
    depositary: UN Secretary-General
    adopted: {date: '1966-12-16', place: New York}
    entry_into_force: '1976-03-23'
    eif_for_state: {rule: months, n: 3, basis: Art. 49}
    reporting: {body: CCPR, basis: Art. 40, confidence: high}
    source: [UNTC IV-4]
"""

REQUIREMENTS = """\
requirements:
  - treaty: ICCPR
    items:
      - {code: effect, title: Laws give effect to the rights, article: Art. 2(2), confidence: high}
"""

ACTIONS = """\
treaty,participant,action,date,date_precision,effective_date,source,source_as_of,confidence,note
ICCPR,DNK,signature,1968-03-20,day,,UN Treaty Collection IV-4,2015-03-14,high,
ICCPR,DNK,ratification,1972-01-06,day,,UN Treaty Collection IV-4,2015-03-14,high,
ICCPR,GHA,signature,2000-09-07,day,,UN Treaty Collection IV-4,2015-03-14,high,
"""

UPR = """\
cycles:
  - {number: 4, first_session: 41, last_session: 54, source: OHCHR, confidence: high}
sessions:
  - number: 42
    cycle: 4
    start: '2023-01-23'
    end: '2023-02-03'
    states: [GHA]
    states_confidence: high
    source: OHCHR
    confidence: high
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a small file of each kind."""
    (tmp_path / "frameworks").mkdir()
    for name, text in {
        "states.yaml": STATES,
        "institution_types.yaml": TYPES,
        "map_rules.yaml": MAP_RULES,
        "focal_points.yaml": FOCAL_POINTS,
        "frameworks/r2013.yaml": FRAMEWORK,
        "treaties.yaml": TREATIES,
        "treaty_actions.csv": ACTIONS,
        "treaty_requirements.yaml": REQUIREMENTS,
        "upr.yaml": UPR,
    }.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def rewrite(files: Path) -> Callable[[str, str, str], None]:
    """Replace a piece of one file, which must stand in it exactly once."""

    def replace(name: str, old: str, new: str) -> None:
        text = (files / name).read_text()
        assert text.count(old) == 1
        (files / name).write_text(text.replace(old, new))

    return replace


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Outcome]]:
    """The project's own files, loaded once for the tests of a module and then rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_catalogues()
        transaction.set_rollback(True)
