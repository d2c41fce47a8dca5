"""What the catalogue can be searched by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from apps.catalogue.models import Framework, Item


class FrameworkFilter(filters.FilterSet):
    """By code and whether it is in use."""

    code = filters.CharFilter(label=_("Code"))
    is_active = filters.BooleanFilter(label=_("Active"))

    class Meta:
        model = Framework
        fields: tuple[str, ...] = ()


class ItemFilter(filters.FilterSet):
    """By framework, kind, place in the tree and words of the title."""

    framework = filters.CharFilter(label=_("Framework (code)"), field_name="framework__code")
    kind = filters.CharFilter(label=_("Kind"))
    code = filters.CharFilter(label=_("Code"))
    parent = filters.UUIDFilter(label=_("Parent"), field_name="parent_id")
    is_active = filters.BooleanFilter(label=_("Active"))
    q = filters.CharFilter(label=_("Search"), field_name="title", lookup_expr="icontains")

    class Meta:
        model = Item
        fields: tuple[str, ...] = ()
