"""The text of a recommendation taken apart: its number, what it asks, and who stands behind it."""

import hashlib
import re
import unicodedata
from functools import lru_cache

# Such as 148.12 in several spellings. A bare number is no paragraph: lists begin again at 1.
_NUMBER = re.compile(
    r"\s*(?:[A-Z]{1,2}\s?[-–]\s?)?[(\[]?(\d{1,4}(?:\.\d{1,4}){1,3})"
    r"(?:[.):\]]{0,2}(?:\s+[-–])?\s+(?=\S)|[.):\]]{0,2}(?=[A-Z][a-z]))"
)
# Documents of treaty bodies number their paragraphs, often below a heading of their own.
_PARAGRAPH = re.compile(r"(?:^|\n)\s*(\d{1,3})\s*\.\s*(?=[^\W\d])")
_HEAD = 400
# Marks of notes and quotation may stand behind the last bracket.
_END = ' \t\r\n;.,*†‡¹²³⁴⁵"”»'
_JOINT = re.compile(r"(?<=\))[\s;.,*]*(?:and|et|y|&|/|as well as)$")
_WORD = re.compile(r"\w+")
# Words that no State's name holds: what stands in such brackets belongs to the sentence.
_NO_STATE = re.compile(
    r"\d|\b(?:conventions?|protocols?|covenants?|treaty|treaties|statute|commissions?|committees?"
    r"|council|court|principles?|act|acts|bill|law|laws|plan|strategy|programme|agenda|goals?"
    r"|organi[sz]ation|art|article|articles|para|paragraph|no|nos|rights|lgbti?q?\+?)\b",
    re.IGNORECASE,
)
# Words that say nothing of what is asked.
_STOP = frozenset(
    _WORD.findall(
        """a an and any are as at be by for from has have in including into is it its of on or such
        that the their them these this those to was were which will with all also further continue
        continuing strengthen strengthening efforts effort measures measure steps step take taking
        ensure ensuring necessary particular order"""
    )
)


def numbered(text: str) -> tuple[str, str]:
    """The number at the start of a recommendation, such as 148.12, and the text behind it."""
    found = _NUMBER.match(text)
    return (found[1], text[found.end() :]) if found else ("", text.strip())


def paragraph_in(text: str) -> str:
    """The number of the paragraph in a text of a treaty body; empty where there is none."""
    found = _PARAGRAPH.search(text[:_HEAD])
    return found[1] if found else ""


def trailing_groups(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text before its last brackets, and these from the left.

    Each with the text before it, to which it belongs where it names no State.
    """
    rest = text.rstrip(_END)
    groups: list[tuple[str, str]] = []
    while rest.endswith(")"):
        opened = _opening(rest)
        if opened is None:
            break
        inner, before = rest[opened + 1 : -1].strip(), rest[:opened]
        if inner:
            groups.append((inner, before.rstrip()))
        rest = _without_joint(before)
    return rest, groups[::-1]


def _opening(text: str) -> int | None:
    """Where the bracket opens that the last character closes.

    Where the file forgot a closing one, as in "(Venezuela (Bolivarian Republic of)", the outer one.
    """
    depth, inner = 0, None
    for place in range(len(text) - 1, max(-1, len(text) - 2_000), -1):
        if text[place] == ")":
            depth += 1
            if depth > 1 and inner is not None:
                return inner
        elif text[place] == "(":
            depth -= 1
            if depth == 0 and inner is None:
                inner = place
                if not _is_left_open(text[:place]):
                    return inner
            elif depth < 0:
                return place
    return inner


def _is_left_open(before: str) -> bool:
    """Whether a bracket just before, with a few words behind it, was not closed."""
    opened = before.rfind("(")
    return opened > before.rfind(")") and 0 < len(before) - opened < 60


def _without_joint(text: str) -> str:
    """Brackets may be joined by commas, "and" or nothing."""
    return _JOINT.sub("", text.rstrip(_END)) if text.rstrip() else text


def is_sentence(words: str) -> bool:
    """Whether words in brackets can name no State: an instrument, a body, a number."""
    return len(words) > 150 or bool(_NO_STATE.search(words))


def parts_of(words: str) -> list[str]:
    """Names that stand in one bracket, divided by commas, semicolons or slashes."""
    return [part for piece in re.split(r"[,;/|\n]", words) if (part := _bare(piece))]


def halves_of(words: str) -> list[tuple[str, str]]:
    """The same, divided at each "and" in turn."""
    found = re.finditer(r"\s+(?:and|et|y|&)\s+", words)
    return [(_bare(words[: at.start()]), _bare(words[at.end() :])) for at in found]


def _bare(name: str) -> str:
    name = name.strip(" \t\r\n.;")
    for start in ("and ", "et ", "y ", "by ", "- "):
        name = name.removeprefix(start)
    return name.strip()


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, in any script."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def fingerprint(text: str) -> str:
    """What two spellings of the same text share: case, spaces and punctuation do not count."""
    plain = " ".join(words_of(text)).encode()
    return hashlib.sha256(plain).hexdigest()[:40]


@lru_cache(maxsize=4096)
def tokens(text: str) -> frozenset[str]:
    """The words of a text that say what is asked."""
    return frozenset(_stem(word) for word in words_of(text) if word not in _STOP)


def _stem(word: str) -> str:
    for end in ("ations", "ation", "ing", "ies", "ed", "es", "s"):
        if word.endswith(end) and len(word) - len(end) >= 4:
            return word[: -len(end)]
    return word


def likeness(one: str, other: str) -> float:
    """The share of words that two texts have in common, from 0 to 1."""
    mine, theirs = tokens(one), tokens(other)
    if not mine or not theirs:
        return 0.0
    return len(mine & theirs) / len(mine | theirs)
