"""What the catalogue says: frameworks with their items, and how items answer to each other."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from apps.catalogue.models import Framework, Item, ItemMapping, cited
from apps.countries.models import Confidence
from focalpoint.names import named


def frameworks() -> QuerySet[Framework]:
    """The frameworks in use with the number of their items (``item_count``)."""
    active = Count("items", filter=Q(items__is_active=True))
    return Framework.objects.filter(is_active=True).annotate(item_count=active).order_by("order")


def items_of(framework_code: str, *, kind: str = "") -> QuerySet[Item]:
    """The items in use of a framework in use, in their order; ``kind`` narrows them."""
    rows = Item.objects.filter(
        framework__code=framework_code, framework__is_active=True, is_active=True
    )
    return rows.filter(kind=kind) if kind else rows


def found_items(text: str, *, limit: int = 60) -> QuerySet[Item]:
    """Items in use whose code, title or detail holds every word of ``text``."""
    rows = Item.objects.filter(is_active=True, framework__is_active=True)
    for word in text.split():
        rows = rows.filter(
            Q(title__icontains=word) | Q(detail__icontains=word) | Q(code__iexact=word)
        )
    return rows.select_related("framework", "parent").order_by("framework__order", "order")[:limit]


@dataclass
class Branch:
    """An item with those below it, and the items of other frameworks that it answers to."""

    item: Item
    children: list["Branch"] = field(default_factory=list)
    related: list[ItemMapping] = field(default_factory=list)
    related_from: list[ItemMapping] = field(default_factory=list)

    @property
    def reading(self) -> str:
        """On whose word the mappings rest, and how sure they are."""
        mappings = [*self.related, *self.related_from]
        levels = [each.get_confidence_display() for each in mappings]
        return _reading([each.note for each in mappings], levels)


def _reading(notes: Iterable[str], levels: Iterable[str]) -> str:
    told = dict.fromkeys(note.rstrip(".") for note in notes if note)
    sure = dict.fromkeys(filter(None, levels))
    if sure:
        told[_("confidence: %(level)s") % {"level": ", ".join(sure)}] = None
    return "; ".join(told)


def tree(framework: Framework) -> list[Branch]:
    """The items in use of a framework as a tree, with their mappings. Three queries."""
    mappings = ItemMapping.objects.filter(
        source__is_active=True, target__is_active=True
    ).select_related("source__framework", "target__framework")
    rows: Iterable[Item] = framework.items.filter(is_active=True).prefetch_related(
        Prefetch("mapped_to", mappings, to_attr="answers_to"),
        Prefetch("mapped_from", mappings, to_attr="answered_by"),
    )
    branches: dict[object, Branch] = {}
    roots: list[Branch] = []
    for item in rows:
        branch = branches[item.pk] = Branch(
            item,
            related=item.answers_to,  # type: ignore[attr-defined]
            related_from=item.answered_by,  # type: ignore[attr-defined]
        )
        above = branches.get(item.parent_id)
        (above.children if above else roots).append(branch)
    return roots


@dataclass(frozen=True, slots=True)
class Mapped:
    """An item of another framework that a mapping, of either direction, reads as the same ask."""

    item_id: uuid.UUID
    code: str
    kind: str
    label: str
    title: str
    framework: str
    edition: str
    paragraph: str
    note: str
    confidence: str

    def __str__(self) -> str:
        """Such as "(b), 2013 ¶71"."""
        return f"{self.name}, {self.document}"

    @property
    def name(self) -> str:
        """Such as "(b)"."""
        return self.label or self.code

    @property
    def document(self) -> str:
        """Such as "2013 ¶71"."""
        return cited(self.edition, self.paragraph)

    @property
    def full_title(self) -> str:
        """The item as it calls itself, in the reader's language."""
        return f"{self.label} {named(self.title)}".strip()

    @property
    def reading(self) -> str:
        """On whose word the mapping rests, and how sure it is."""
        sure = str(Confidence(self.confidence).label) if self.confidence else ""
        return _reading([self.note], [sure])


def with_mapped(items: QuerySet[Item]) -> QuerySet[Item]:
    """The items, each with what ``mapped_of`` reads: no statement more."""
    ways = {"to": ("source", "target"), "from": ("target", "source")}
    return items.annotate(
        **{f"mapped_{name}_it": _others(this, other) for name, (this, other) in ways.items()}
    )


def mapped_of(item: Item) -> list[Mapped]:
    """The items in use of other frameworks that are mapped to it, each once.

    None of an item that was read without ``with_mapped``.
    """
    told = [*getattr(item, "mapped_to_it", ()), *getattr(item, "mapped_from_it", ())]
    found = {each["item_id"]: each for each in reversed(told)}
    return [Mapped(**{**each, "item_id": uuid.UUID(pk)}) for pk, each in found.items()]


def _others(this: str, other: str) -> ArraySubquery:
    """What stands at the ``other`` end of the mappings that have the item at ``this`` one."""
    rows = (
        ItemMapping.objects.filter(
            **{
                this: OuterRef("pk"),
                f"{other}__is_active": True,
                f"{other}__framework__is_active": True,
            }
        )
        .exclude(**{f"{other}__framework": F(f"{this}__framework")})
        .order_by("id")
    )
    return ArraySubquery(
        rows.values(
            told=JSONObject(
                item_id=f"{other}_id",
                code=f"{other}__code",
                kind=f"{other}__kind",
                label=f"{other}__label",
                title=f"{other}__title",
                framework=f"{other}__framework__code",
                edition=f"{other}__framework__edition",
                paragraph=f"{other}__framework__source_paragraph",
                note="note",
                confidence="confidence",
            )
        )
    )
