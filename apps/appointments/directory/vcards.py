"""vCard 4.0 (RFC 6350) of one listing: only what the directory shows.

Written by hand: the libraries that are kept write version 3.0, and a card is a dozen lines.
"""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from apps.appointments.directory_models import DirectoryListing

MEDIA_TYPE = "text/vcard"
# Octets in a line, its end not counted (RFC 6350 §3.2).
LONGEST_LINE = 75


def vcard_of(listing: DirectoryListing) -> bytes:
    """The card in UTF-8, with lines that end in CRLF."""
    lines = [line for name, value in _properties(listing) for line in folded(f"{name}:{value}")]
    return "".join(f"{line}\r\n" for line in lines).encode()


def file_name(listing: DirectoryListing) -> str:
    """Such as ``focal-point-XAA.vcf``: no name of a person in the address of a file."""
    post = "alternate" if listing.is_alternate else "focal-point"
    return f"{post}-{listing.country.code}.vcf"


def escaped(text: str) -> str:
    """A text value (RFC 6350 §3.4): commas, semicolons, backslashes and line ends are marked."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    for plain, mark in (("\\", "\\\\"), ("\n", "\\n"), (",", "\\,"), (";", "\\;")):
        lines = lines.replace(plain, mark)
    return "".join(letter for letter in lines if letter == "\t" or letter >= " ")


def folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets; no letter is cut in two."""
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST_LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    yield piece


def _properties(listing: DirectoryListing) -> Iterable[tuple[str, str]]:
    state = str(listing.country)
    post = str(listing.post)
    yield "BEGIN", "VCARD"
    yield "VERSION", "4.0"
    yield "PRODID", "-//FocalPoint//Directory//EN"
    yield "UID", f"urn:uuid:{listing.pk}"
    yield "REV", f"{listing.updated_at:%Y%m%dT%H%M%SZ}"
    yield "KIND", "individual" if listing.person_name else "org"
    # A card must have a name; where the State shows none, the post stands for it.
    yield "FN", escaped(listing.person_name or f"{post}, {state}")
    yield "ROLE", escaped(post)
    if listing.rank:
        yield "TITLE", escaped(listing.rank)
    if listing.institution:
        yield "ORG", escaped(listing.institution)
    if listing.email:
        yield "EMAIL;TYPE=work", escaped(listing.email)
    if listing.phone:
        yield "TEL;VALUE=text;TYPE=work", escaped(listing.phone)
    for place, code in enumerate(listing.languages, 1):
        yield f"LANG;TYPE=work;PREF={place}", code
    yield "ADR;TYPE=work", f";;;;;;{escaped(state)}"
    if listing.country.is_training:
        yield "NOTE", escaped(_("Training State: everything here is invented."))
    yield "END", "VCARD"
