"""Columns that the lists of engagement share."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext as _


class ApprovedColumn(tables.Column):
    """Whether the network may read the record."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, empty_values=(), **kwargs)

    def render(self, value: Any) -> str:
        return _("yes") if value else _("not yet")
