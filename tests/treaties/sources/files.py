"""Small lists of status in each format, as their publishers write them; all of it invented."""

import datetime as dt
from typing import Any

from tests.treaties.sources.old_workbooks import Formula, old_workbook

DAY = dt.date(2001, 2, 3)

HEADINGS = ("Participant", "Signature", "Accession(a), Succession(d), Ratification")
ROWS = (
    ("Alpha<superscript>1,2</superscript>", "1 Jan\t 2000", "2 Feb\t 2001 a"),
    ("Beta", "", "3 Mar 2002 d"),
    ("Côte d'Exemple", "4 Apr 2003", "[5 May 2004]"),
)


def xml(
    *rows: tuple[str, ...],
    headings: tuple[str, ...] = HEADINGS,
    chapter: str = "CHAPTER IV - HUMAN RIGHTS",
    title: str = "1. Convention of the tests",
    encoding: str = "ISO-8859-1",
    parties: int = 2,
    signatories: int = 2,
    more: str = "",
    before: str = "",
) -> bytes:
    """XML of the depositary; ``more`` stands behind the table, ``before`` the root."""
    text = f"""<?xml version="1.0" encoding="{encoding}"?>{before}
<Root><Treaty>
<Header><Chapter><Name>{chapter}</Name></Chapter><ExternalData>
<Titlesect>{title}</Titlesect><Conclusion>Testcity, 1 January 2000</Conclusion>
<EIF><Labeltext>1 January 2001</Labeltext></EIF>
<Status><Signatories>{signatories}</Signatories><Parties>{parties}</Parties></Status>
</ExternalData></Header>
<Participants><Table><TGroup><Thead>{row(headings)}</Thead><Tbody><Rows>
{"".join(row(cells) for cells in rows or ROWS)}
</Rows></Tbody></TGroup></Table></Participants>{more}
</Treaty></Root>"""
    return text.encode(encoding)


def row(cells: tuple[str, ...]) -> str:
    escaped = (cell.replace("&", "&amp;").replace("<", "&lt;") for cell in cells)
    return f"<Row>{''.join(f'<Entry>{cell}</Entry>' for cell in escaped)}</Row>\n"


def table(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """The same table as CSV."""
    lines = [
        ",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in (headings, *rows)
    ]
    return ("\n".join(lines) + "\n").encode()


ICRC_HEADINGS = [
    "Country",
    "Zone",
    "GC I-IV 1949",
    "AP I 1977",
    "AP I Declaration art. 90",
    "CPED\n2006",
    "Hague Conv. 1954",
]


def icrc(*rows: list[Any], total: bool = True, as_of: str = "9-Nov-2020") -> bytes:
    """The ICRC's workbook with its cover sheet."""
    listed: list[list[Any]] = list(rows) or [
        ["Alpha", DAY, DAY, "19/03/2014", DAY, "26.10.2017", DAY],
        ["Beta", "", "02.05.1959(*)", "", "(**)", "", ""],
    ]
    end: list[list[Any]] = [
        ["Total", "", Formula(1), Formula(1), Formula(1), Formula(1), Formula(1)],
        [],
        ["", "", "(*) Beta is bound by another's act.\n(**) Beta. 29.09.1989 (withdrawn)."],
    ]
    return old_workbook(
        ("Cover", [["", "State Parties as of  " + as_of]]),
        ("List", [["Country", "", "Protection"], ICRC_HEADINGS, *listed, *(end if total else [])]),
    )


OHCHR_HEADINGS = [
    "Country",
    "Date of Signature (dd/mm/yyyy)",
    "Date of Ratification/Accession",
    "Date of acceptance of inquiry procedure",
]


def ohchr(*rows: list[Any], footer: bool = True) -> bytes:
    """OHCHR's workbook."""
    listed: list[list[Any]] = list(rows) or [["Alpha", "", DAY, ""], ["Beta", DAY, "", ""]]
    end = [[], ["Definitions and metadata: somewhere"], ["Source: Database of OLA"]]
    title = ["Convention of the tests [Last Updated: 10/11/2025 11:26:54]"]
    return old_workbook(
        ("Underlying Data(0)", [title, OHCHR_HEADINGS, *listed, *(end if footer else [])])
    )


def african_union(*lines: str) -> bytes:
    """The African Union's list as CSV."""
    listed = lines or (
        "ALP,2012-01-27,2013-05-14,2013-06-14,complete",
        "BET,2010-02-02,,,signature_only",
        "GAM,2015-04-06,2017-05-24,,ambiguous_two_dates",
        "DEL,,,,signature_only_date_unknown",
        "EPS,,,,no_action",
    )
    head = "iso3,date_signature,date_ratification,date_deposit,row_state"
    return ("\n".join([head, *listed]) + "\n").encode()
