"""Shapes that several resources answer with; they document, the views build them."""

from typing import Any

from rest_framework import serializers


class FieldChangeSerializer(serializers.Serializer[Any]):
    """One field before and after, as a person reads it (in the request's language)."""

    field = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class HistoryEntrySerializer(serializers.Serializer[Any]):
    """One change of a record."""

    at = serializers.DateTimeField()
    actor = serializers.CharField(allow_blank=True, help_text="Who, by name.")
    action = serializers.CharField(help_text="Created, changed or deleted.")
    event = serializers.CharField(allow_blank=True, help_text="Such as `action.created`.")
    reason = serializers.CharField(allow_blank=True)
    via = serializers.CharField(
        allow_blank=True, help_text="web, api, mail, import, admin, task or command."
    )
    changes = FieldChangeSerializer(many=True)


class HistorySerializer(serializers.Serializer[Any]):
    """The changes of a record, newest first (the latest 200)."""

    results = HistoryEntrySerializer(many=True)
