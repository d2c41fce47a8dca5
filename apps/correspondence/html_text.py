"""The text of a mail that came as HTML only: what a person would read, without what they quoted."""

from typing import Any

from focalpoint.lazy import lazy

bs4, element = lazy("bs4"), lazy("bs4.element")

Tag = Any  # as `bs4.element` has it, which is loaded with the first mail of this kind

LARGEST = 2_000_000  # characters of HTML
UNSEEN = ("head", "script", "style", "template", "title", "noscript", "object", "svg")
BLOCKS = {
    *("address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "fieldset", "footer"),
    *("form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "main", "nav", "ol", "p", "pre"),
    *("section", "table", "tr", "ul"),
}
SPACED = {"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "p", "table", "ul", "ol"}


def text_of_html(html: str) -> str:
    """Plain text with a line for each block; links keep their address where it says more."""
    soup = bs4.BeautifulSoup(html[:LARGEST], "html.parser")
    for tag in soup(UNSEEN):
        tag.decompose()
    pieces: list[str] = []
    _collect(soup, pieces)
    lines = [" ".join(line.split()) for line in "".join(pieces).split("\n")]
    return "\n".join(lines)


def _collect(root: Tag, pieces: list[str]) -> None:
    """Walk the tree without recursion: mails nest their tables deeper than Python likes."""
    unsaid = (element.Comment, element.Declaration, element.Doctype)
    waiting: list[Any] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, element.Tag):
            waiting += reversed(_opened(node))
        elif isinstance(node, element.NavigableString):
            if not isinstance(node, unsaid):
                pieces.append(" ".join(str(node).split("\n")))
        else:
            pieces.append(node)


def _opened(tag: Tag) -> list[Any]:
    """What a tag comes to: its content with what stands before and after it."""
    content: list[Any] = [
        child for child in tag.children if isinstance(child, (element.Tag, element.NavigableString))
    ]
    if tag.name in {"br", "hr"}:
        return ["\n"]
    if tag.name == "li":
        return ["\n- ", *content, "\n"]
    if tag.name in {"td", "th"}:
        return [*content, " "]
    if tag.name == "a":
        return [*content, *_target(tag)]
    if _is_quotation(tag):
        return ["\n", *_quoted(tag), "\n"]
    if tag.name in BLOCKS:
        edge = "\n\n" if tag.name in SPACED else "\n"
        return [edge, *content, edge]
    return content


def _is_quotation(tag: Tag) -> bool:
    return bool(tag.name == "blockquote" and tag.get("type") == "cite")


def _quoted(tag: Tag) -> list[str]:
    """A quotation as plain text marks it, so that it is found like any other."""
    lines = [line.strip() for line in tag.get_text("\n").split("\n")]
    return [f"> {line}\n" for line in lines if line]


def _target(tag: Tag) -> list[str]:
    href = str(tag.get("href") or "")
    shown = tag.get_text().strip()
    if not href.startswith(("http://", "https://")) or href.rstrip("/") == shown.rstrip("/"):
        return []
    return [f" <{href[:500]}>"]
