"""What a client may send: validated here for its form, by the services for everything else."""

import copy
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from focalpoint.actors import ANONYMOUS
from focalpoint.scope import scope_of


class VisibleRelatedField(serializers.PrimaryKeyRelatedField[Any]):
    """A link by id; one to a record that the actor may not see is refused as one to no record."""

    def get_queryset(self) -> models.QuerySet[Any]:
        rows: Any = super().get_queryset()
        if scope_of(rows.model) is not None:
            request = self.context.get("request")
            rows = rows.visible_to(getattr(request, "actor", ANONYMOUS))
        found: models.QuerySet[Any] = rows
        return found


class ReasonMixin(serializers.Serializer[Any]):
    """Why the change is made; the history keeps it."""

    reason = serializers.CharField(
        required=False,
        max_length=500,
        allow_blank=True,
        write_only=True,
        help_text=gettext_lazy(
            "Why: kept in the record's history. `X-Change-Reason` says the same as a header."
        ),
    )


class StrictMixin(serializers.Serializer[Any]):
    """Refuses what it does not read, instead of ignoring a typing error or an idle hope.

    A client may send back what it was given: a member of the record's representation (``current``
    in the context) passes while its value is the present one.
    """

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            current = self.context.get("current") or {}
            refused = {
                name: [_refusal(name in current)]
                for name, value in data.items()
                if name not in self.fields and not (name in current and current[name] == value)
            }
            if refused:
                raise serializers.ValidationError(refused)
        return super().to_internal_value(data)


def _refusal(is_known: bool) -> str:
    if is_known:
        return _("This member cannot be changed here.")
    return _("There is no such member here.")


class CommandSerializer(StrictMixin, ReasonMixin):
    """The body of an action such as ``transition``; without members of its own, only the reason."""


class InputSerializer(StrictMixin, ReasonMixin, serializers.ModelSerializer[Any]):
    """The writable members of a record. Nothing is saved here: a view hands them to a service."""

    serializer_related_field = VisibleRelatedField

    def get_fields(self) -> dict[str, serializers.Field]:
        return {**super().get_fields(), "reason": copy.deepcopy(self._declared_fields["reason"])}

    def get_validators(self) -> list[Any]:
        """The services validate the whole record, uniqueness included."""
        return []

    def get_uniqueness_extra_kwargs(
        self, field_names: Any, declared_fields: Any, extra_kwargs: Any
    ) -> tuple[Any, dict[str, Any]]:
        return extra_kwargs, {}
