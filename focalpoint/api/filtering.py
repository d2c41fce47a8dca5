"""Filters in the query string, the same FilterSets as the web; a parameter unknown is an error."""

import functools
import types
from collections import OrderedDict
from collections.abc import Container, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django_filters import FilterSet
from django_filters.rest_framework import DjangoFilterBackend

from focalpoint.api.problems import ParameterError


class FilterBackend(DjangoFilterBackend):
    """Filters by the view's ``filterset_class``; what is wrong is named by its parameter."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        whole = self.get_filterset_class(view, queryset)
        filters = whole.base_filters if whole else {}
        sent = request.query_params
        refuse_unknown_parameters(sent, {*view.paginator.parameters, *filters})
        if whole is None:
            return queryset
        chosen = narrowed(whole, frozenset(name for name in filters if name in sent))
        filterset = chosen(data=sent, queryset=queryset, request=request)
        if not filterset.is_valid():
            raise ParameterError(filterset.errors)
        return filterset.qs


@functools.lru_cache(maxsize=512)
def narrowed(whole: type[FilterSet], names: frozenset[str]) -> type[FilterSet]:
    """The filter set with only the filters that are asked for, and those that must be.

    A filter without a value filters nothing, but its form field costs as much as one with a value:
    a filter set of fifteen takes longer to make than the page takes to read.
    """
    chosen: Any = types.new_class(whole.__name__, (whole,))
    chosen.base_filters = OrderedDict(
        (name, each)
        for name, each in whole.base_filters.items()
        if name in names or each.extra.get("required")
    )
    found: type[FilterSet] = chosen
    return found


def refuse_unknown_parameters(sent: Iterable[str], known: Container[str]) -> None:
    """A misspelt filter would answer with every record: refuse it by name."""
    unknown = [name for name in sent if name not in known]
    if unknown:
        message = _("There is no such parameter here.")
        raise ParameterError({name: [message] for name in unknown})
