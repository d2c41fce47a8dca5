"""Filters in the query string, the same FilterSets as the web; a parameter unknown is an error."""

from collections.abc import Container, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend

from focalpoint.api.problems import ParameterError


class FilterBackend(DjangoFilterBackend):
    """Filters by the view's ``filterset_class``; what is wrong is named by its parameter."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        filterset = self.get_filterset(request, queryset, view)
        known = {*view.paginator.parameters, *(filterset.form.fields if filterset else ())}
        refuse_unknown_parameters(request.query_params, known)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise ParameterError(filterset.errors)
        return filterset.qs


def refuse_unknown_parameters(sent: Iterable[str], known: Container[str]) -> None:
    """A misspelt filter would answer with every record: refuse it by name."""
    unknown = [name for name in sent if name not in known]
    if unknown:
        message = _("There is no such parameter here.")
        raise ParameterError({name: [message] for name in unknown})
