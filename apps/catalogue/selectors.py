"""What the catalogue says: frameworks with their items, and how items answer to each other."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from apps.catalogue.models import Framework, Item, ItemMapping


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
        notes = dict.fromkeys(mapping.note.rstrip(".") for mapping in mappings if mapping.note)
        levels = dict.fromkeys(m.get_confidence_display() for m in mappings if m.confidence)
        if levels:
            notes[_("confidence: %(level)s") % {"level": ", ".join(levels)}] = None
        return "; ".join(notes)


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
