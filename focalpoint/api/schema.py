"""What the OpenAPI schema says beyond the resources' own fields: versions, reasons, problems."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import get_lib_doc_excludes
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from focalpoint.api.inputs import InputSerializer
from focalpoint.api.media import PROBLEM_JSON
from focalpoint.api.problems import (
    CONFLICT,
    FORBIDDEN,
    INTERNAL,
    INVALID,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    STALE,
    THROTTLED,
    TOO_LARGE,
    UNAUTHENTICATED,
    UNSUPPORTED_MEDIA,
    VERSION_REQUIRED,
    Kind,
)
from focalpoint.api.rows import RowSerializer

Schema = dict[str, Any]
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
_EXAMPLE_ID = "urn:uuid:0191f3a0-0000-7000-8000-000000000000"

IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="The `ETag` of the version that you read: nobody's change is overwritten unseen.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="An `ETag` that you have: 304 while it still holds.",
)
REASON = OpenApiParameter(
    "X-Change-Reason",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="Why, for the history (percent-encoded); `reason` in the body goes before it.",
)
ETAG = OpenApiParameter(
    "ETag",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    response=[200, 201],
    description="The record's version, quoted.",
)
LOCATION = OpenApiParameter(
    "Location",
    OpenApiTypes.URI,
    OpenApiParameter.HEADER,
    response=[201],
    description="The new record's address.",
)


_MEANINGS = {"200": "As asked.", "201": "Created.", "204": "Deleted."}
_SUMMARIES = {
    "list": "List {many}",
    "retrieve": "Read one {one}",
    "create": "Create a new {one}",
    "update": "Replace one {one}",
    "partial_update": "Change one {one}",
    "destroy": "Delete one {one}",
    "history": "Read the history of one {one}",
}


class ResourceSchema(AutoSchema):
    """Reads what ``focalpoint.api.views`` declares."""

    @property
    def _action(self) -> str:
        return getattr(self.view, "action", None) or ""

    @property
    def _is_versioned(self) -> bool:
        return bool(getattr(getattr(self.view, self._action, None), "versioned", False))

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        """``ActionRow`` is an Action to the reader, ``ActionInput`` an ActionRequest."""
        name: str = super().get_serializer_name(serializer, direction)
        return name.removesuffix("Serializer").removesuffix("Row").removesuffix("Input")

    def get_paginated_name(self, serializer_name: str) -> str:
        return f"{serializer_name}Page"

    def get_summary(self) -> str | None:
        given: str | None = super().get_summary()
        model = getattr(self.view, "model", None)
        if given:
            return given
        if model is None or self._action not in _SUMMARIES:
            return self.get_description().partition("\n")[0].rstrip(".")
        one, many = model._meta.verbose_name, model._meta.verbose_name_plural
        return _SUMMARIES[self._action].format(one=one, many=many)

    def get_request_serializer(self) -> Any:
        if self._action in ("create", "update", "partial_update"):
            view: Any = self.view
            return view.read_class
        return super().get_request_serializer()

    def get_override_parameters(self) -> list[Any]:
        parameters = list(super().get_override_parameters())
        if self._is_versioned:
            parameters.append(IF_MATCH)
        if self.method in UNSAFE:
            parameters.append(REASON)
        if self._action == "retrieve":
            parameters.append(IF_NONE_MATCH)
        if self._action in ("retrieve", "create") or (
            self._is_versioned and self.method != "DELETE"
        ):
            parameters.append(ETAG)
        if self._action == "create":
            parameters.append(LOCATION)
        return parameters


def silent_docstrings() -> list[type]:
    """Classes whose docstrings speak to developers, not to the API's readers."""
    return [*get_lib_doc_excludes(), *RowSerializer.__mro__, *InputSerializer.__mro__]  # type: ignore[no-untyped-call]


def document_problems(result: Schema, generator: Any, request: Any, public: bool) -> Schema:
    """Post-processing hook: every operation lists the problems that it may answer with."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {}).update({"Problem": _PROBLEM, "ProblemError": _ERROR})
    for name, schema in components["schemas"].items():
        if name.endswith("Request"):
            schema["additionalProperties"] = False
    components.setdefault("responses", {}).update(
        {_name(kind): _response(kind) for kind in _DOCUMENTED}
    )
    for path, item in result["paths"].items():
        for method, operation in item.items():
            _document(path, method.upper(), operation)
    return result


def _document(path: str, method: str, operation: Schema) -> None:
    responses = operation["responses"]
    for status, response in responses.items():
        response["description"] = response.get("description") or _MEANINGS.get(status, "Done.")
    headers = {p["name"] for p in operation.get("parameters", []) if p["in"] == "header"}
    query = any(p["in"] == "query" for p in operation.get("parameters", []))
    kinds = [INTERNAL, THROTTLED]
    if {} not in operation.get("security", [{}]):
        kinds += [UNAUTHENTICATED, FORBIDDEN]
    if "{" in path:
        kinds.append(NOT_FOUND)
    if query or method in UNSAFE:
        kinds.append(INVALID)
    if method in UNSAFE:
        kinds += [CONFLICT, NOT_FOUND, TOO_LARGE, UNSUPPORTED_MEDIA]
    if "If-Match" in headers:
        kinds += [STALE, VERSION_REQUIRED]
    if "If-None-Match" in headers:
        responses["304"] = {"description": "You have this version already."}
    for kind in sorted(kinds, key=lambda kind: kind.status):
        reference = {"$ref": f"#/components/responses/{_name(kind)}"}
        responses.setdefault(str(kind.status), reference)


def _name(kind: Kind) -> str:
    return "".join(part.capitalize() for part in kind.slug.split("-"))


def _response(kind: Kind) -> Schema:
    example = {
        "type": kind.uri,
        "title": str(kind.title),
        "status": kind.status,
        "detail": str(kind.hint),
        "instance": _EXAMPLE_ID,
        **_EXTRA_EXAMPLES.get(kind.slug, {}),
    }
    response: Schema = {
        "description": f"{kind.title}. {kind.hint}",
        "content": {
            PROBLEM_JSON: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {kind.slug: {"value": example}},
            }
        },
    }
    if kind is UNAUTHENTICATED:
        response["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    if kind is THROTTLED:
        note = "Seconds to wait."
        response["headers"] = {"Retry-After": {"description": note, "schema": {"type": "integer"}}}
    return response


_DOCUMENTED = (
    INVALID,
    UNAUTHENTICATED,
    FORBIDDEN,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    CONFLICT,
    STALE,
    TOO_LARGE,
    UNSUPPORTED_MEDIA,
    VERSION_REQUIRED,
    THROTTLED,
    INTERNAL,
)
_EXTRA_EXAMPLES: dict[str, Schema] = {
    INVALID.slug: {
        "errors": [
            {
                "pointer": "#/due_on",
                "code": "invalid",
                "detail": "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.",
            }
        ]
    },
    STALE.slug: {
        "current_version": 4,
        "current": {"version": 4, "title": "Table the bill"},
        "attempted": {"title": "Table the amended bill"},
    },
    CONFLICT.slug: {"current_status": "cancelled", "allowed": ["open"]},
}
_ERROR: Schema = {
    "type": "object",
    "description": "What is wrong, and where: `pointer` into the body, `parameter`, or `header`.",
    "required": ["code", "detail"],
    "properties": {
        "pointer": {"type": "string", "description": "RFC 6901, such as `#/due_on`."},
        "parameter": {"type": "string"},
        "header": {"type": "string"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
}
_PROBLEM: Schema = {
    "type": "object",
    "description": "An error (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "The request's id in our logs."},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemError"}},
        "current_version": {"type": "integer"},
        "current": {"description": "The record as it stands (412)."},
        "attempted": {"description": "What you sent (412)."},
        "current_status": {"type": "string"},
        "allowed": {"type": "array", "items": {"type": "string"}},
    },
}
