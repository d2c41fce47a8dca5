"""The schema and a page that shows it; both are open to all, neither contains data."""

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import condition
from django.views.generic import TemplateView, View
from drf_spectacular.generators import SchemaGenerator

from focalpoint.actors import ANONYMOUS
from focalpoint.api.conditional import etag_of
from focalpoint.api.media import JSON, dumps

Schema = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")


@functools.cache
def openapi() -> Schema:
    """The OpenAPI description; technical, so in English whoever asks."""
    with translation.override("en"):
        schema: Schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return schema


@functools.cache
def _serialized() -> tuple[bytes, str]:
    return dumps(openapi()), etag_of(openapi())


def _etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
    return _serialized()[1]


class SchemaView(View):
    """OpenAPI 3.1 as JSON."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return _send(request)


@condition(etag_func=_etag)
def _send(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_serialized()[0], content_type=JSON)


@dataclass(frozen=True)
class Member:
    """A parameter, or a member of a body."""

    name: str
    kind: str
    required: bool
    note: str
    place: str = ""


@dataclass(frozen=True)
class Answer:
    """One status that an operation may answer with."""

    status: str
    text: str
    shape: str


@dataclass(frozen=True)
class Operation:
    """One method on one address."""

    id: str
    method: str
    path: str
    text: str
    parameters: list[Member]
    body: list[Member]
    answers: list[Answer]
    example: str


@dataclass(frozen=True)
class Shape:
    """A named object of the schema."""

    name: str
    text: str
    members: list[Member]


class DocsView(TemplateView):
    """The API in words: every operation, parameter, body and answer."""

    template_name = "api/docs.html"
    extra_context = {"title": _("API")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        signed_in = getattr(self.request, "actor", ANONYMOUS).is_authenticated
        return super().get_context_data(
            **kwargs,
            layout="layouts/app.html" if signed_in else "layouts/plain.html",
            groups=_groups(),
            shapes=_shapes(),
            base_url=self.request.build_absolute_uri("/api/v1/"),
        )


@functools.cache
def _groups() -> dict[str, list[Operation]]:
    groups: dict[str, list[Operation]] = {}
    for path, item in openapi()["paths"].items():
        for method in METHODS:
            if method in item:
                tag = item[method].get("tags", [""])[0]
                groups.setdefault(tag, []).append(_operation(path, method, item[method]))
    return dict(sorted(groups.items()))


@functools.cache
def _shapes() -> list[Shape]:
    schemas = openapi()["components"]["schemas"]
    return [
        Shape(name, schema.get("description", ""), list(_members(schema)))
        for name, schema in sorted(schemas.items())
        if schema.get("properties")
    ]


def _operation(path: str, method: str, operation: Schema) -> Operation:
    parameters = [
        Member(
            parameter["name"],
            _kind(parameter["schema"]),
            parameter.get("required", False),
            parameter.get("description", ""),
            parameter["in"],
        )
        for parameter in operation.get("parameters", [])
    ]
    body = operation.get("requestBody", {}).get("content", {}).get(JSON, {})
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        text=operation.get("description", ""),
        parameters=parameters,
        body=list(_members(_resolved(body.get("schema", {})))),
        answers=[_answer(status, each) for status, each in operation["responses"].items()],
        example=_example(body),
    )


def _answer(status: str, response: Schema) -> Answer:
    response = _resolved(response)
    content: Schema = next(iter(response.get("content", {}).values()), {})
    return Answer(status, response.get("description", ""), _kind(content.get("schema", {})))


def _example(body: Schema) -> str:
    for example in body.get("examples", {}).values():
        return json.dumps(example.get("value"), indent=2, ensure_ascii=False)
    return ""


def _members(schema: Schema) -> Iterator[Member]:
    required = schema.get("required", [])
    for name, member in schema.get("properties", {}).items():
        note = member.get("description", "")
        yield Member(name, _kind(member), name in required, note)


def _resolved(schema: Schema) -> Schema:
    """The object that a local reference points at."""
    if "$ref" not in schema:
        return schema
    found = openapi()
    for part in schema["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found


def _kind(schema: Schema) -> str:
    """A type as a person reads it."""
    if "$ref" in schema:
        target = _resolved(schema)
        name: str = schema["$ref"].rsplit("/", 1)[-1]
        return _kind(target) if "enum" in target else name
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"] if value not in ("", None))
    for combined in ("allOf", "oneOf", "anyOf"):
        if combined in schema:
            kinds = dict.fromkeys(_kind(each) for each in schema[combined])
            return " | ".join(kind for kind in kinds if kind)
    return _plain_kind(schema)


def _plain_kind(schema: Schema) -> str:
    kind = schema.get("type", "")
    kinds = [each for each in kind if each != "null"] if isinstance(kind, list) else [kind]
    text = " | ".join(kinds)
    if text == "array":
        text = f"[{_kind(schema.get('items', {}))}]"
    elif schema.get("format"):
        text = f"{text} ({schema['format']})"
    return f"{text}, null" if isinstance(kind, list) and "null" in kind else text
