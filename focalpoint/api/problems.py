"""Errors as RFC 9457 problem details, from whatever a view or a service raises."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    ObjectDoesNotExist,
    PermissionDenied,
    SuspiciousOperation,
    ValidationError,
)
from django.core.signals import got_request_exception
from django.db import IntegrityError
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

from focalpoint.acting import current_acting
from focalpoint.api.media import PROBLEM_JSON
from focalpoint.errors import IllegalTransitionError, StaleVersionError, VersionRequiredError
from focalpoint.transitions import next_statuses

logger = structlog.get_logger(__name__)

URN = "urn:focalpoint:problem:"


@dataclass(frozen=True)
class Kind:
    """One type of problem; its ``slug`` ends the type's URI and never changes."""

    slug: str
    status: int
    title: str | Promise
    hint: str | Promise

    @property
    def uri(self) -> str:
        return URN + self.slug


INVALID = Kind(
    "invalid",
    400,
    gettext_lazy("The request is not valid"),
    gettext_lazy("`errors` names each member, parameter or header that is wrong."),
)
UNAUTHENTICATED = Kind(
    "unauthenticated",
    401,
    gettext_lazy("You are not signed in"),
    gettext_lazy("Send `Authorization: Token …` with a token that is in force."),
)
FORBIDDEN = Kind(
    "forbidden",
    403,
    gettext_lazy("You may not do this"),
    gettext_lazy("Your role does not allow this, or the session's CSRF token is missing."),
)
NOT_FOUND = Kind(
    "not-found",
    404,
    gettext_lazy("There is no such record"),
    gettext_lazy("It does not exist, or it is not shared with you."),
)
METHOD_NOT_ALLOWED = Kind(
    "method-not-allowed",
    405,
    gettext_lazy("This method is not allowed here"),
    gettext_lazy("`Allow` lists the methods of this address."),
)
CONFLICT = Kind(
    "conflict",
    409,
    gettext_lazy("The record's present state does not allow this"),
    gettext_lazy("E.g. a status that may not follow the present one (`allowed` lists those)."),
)
STALE = Kind(
    "stale-version",
    412,
    gettext_lazy("Somebody saved this record first"),
    gettext_lazy("`current` is the record as it stands, `attempted` what you sent."),
)
TOO_LARGE = Kind(
    "too-large",
    413,
    gettext_lazy("The request is too large"),
    gettext_lazy("Send less at once."),
)
UNSUPPORTED_MEDIA = Kind(
    "unsupported-media-type",
    415,
    gettext_lazy("This media type is not read here"),
    gettext_lazy("Send `Content-Type: application/json`."),
)
VERSION_REQUIRED = Kind(
    "version-required",
    428,
    gettext_lazy("Say which version you change"),
    gettext_lazy("Send the `ETag` of the version that you read as `If-Match`."),
)
THROTTLED = Kind(
    "throttled",
    429,
    gettext_lazy("Too many requests"),
    gettext_lazy("Wait for the seconds that `Retry-After` names."),
)
INTERNAL = Kind(
    "internal",
    500,
    gettext_lazy("Something went wrong on our side"),
    gettext_lazy("Give us the `instance` when you report it."),
)

KINDS = (
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
BY_STATUS = {kind.status: kind for kind in KINDS}


class ParameterError(exceptions.ValidationError):
    """Query parameters that are not valid; ``detail`` is keyed by parameter."""


class HeaderError(exceptions.ValidationError):
    """Request headers that are not valid; ``detail`` is keyed by header."""


def exception_handler(error: Exception, context: dict[str, Any]) -> Response:
    """Turn any exception of an API view into a problem; undo what the request wrote."""
    kind, detail, extra, headers = _describe(error, context)
    request = context.get("request")
    if request is None or request.method not in SAFE_METHODS:
        set_rollback()
    return problem(kind, detail, extra=extra, headers=headers)


def problem(
    kind: Kind,
    detail: Any = "",
    *,
    extra: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """The response for one problem; ``instance`` is the id under which the request was logged."""
    body = {
        "type": kind.uri,
        "title": str(kind.title),
        "status": kind.status,
        "detail": str(detail or kind.hint),
        "instance": f"urn:uuid:{request_id()}",
        **(extra or {}),
    }
    return Response(body, status=kind.status, headers=headers, content_type=PROBLEM_JSON)


def request_id() -> str:
    """The id of the request that runs, empty outside of one."""
    frame = current_acting()
    return frame.request if frame else ""


Described = tuple[Kind, Any, dict[str, Any], dict[str, str]]


def _describe(error: Exception, context: dict[str, Any]) -> Described:
    if isinstance(error, exceptions.APIException):
        return _describe_api_exception(error)
    if isinstance(error, StaleVersionError):
        return STALE, _STALE_DETAIL, _both_versions(error, context), {}
    if isinstance(error, IllegalTransitionError):
        allowed = sorted(str(status) for status in next_statuses(error.instance))
        detail = _("“%(to)s” may not follow “%(now)s”.") % {
            "to": error.target,
            "now": error.source,
        }
        return CONFLICT, detail, {"current_status": error.source, "allowed": allowed}, {}
    if isinstance(error, ValidationError):
        return INVALID, "", {"errors": list(_django_errors(error))}, {}
    for types, kind in _PLAIN:
        if isinstance(error, types):
            return kind, "", {}, {}
    _report(error, context)
    return INTERNAL, "", {}, {}


_STALE_DETAIL = gettext_lazy(
    "Nothing was saved. Compare `current` with `attempted`, then send again with the new `ETag`."
)
_PLAIN: tuple[tuple[Any, Kind], ...] = (
    ((Http404, ObjectDoesNotExist), NOT_FOUND),
    (PermissionDenied, FORBIDDEN),
    (VersionRequiredError, VERSION_REQUIRED),
    (IntegrityError, CONFLICT),
    (SuspiciousOperation, INVALID),
)


def _describe_api_exception(error: exceptions.APIException) -> Described:
    kind = BY_STATUS.get(error.status_code, INVALID)
    headers = {
        header: str(value)
        for header, name in (("WWW-Authenticate", "auth_header"), ("Retry-After", "wait"))
        if (value := getattr(error, name, None)) is not None
    }
    if isinstance(error, exceptions.ValidationError):
        return kind, "", {"errors": list(_api_errors(error))}, headers
    return kind, error.detail, {}, headers


def _both_versions(error: StaleVersionError, context: dict[str, Any]) -> dict[str, Any]:
    view, request = context.get("view"), context.get("request")
    represent = getattr(view, "represent", None)
    current: Any = error.current
    row = represent(current) if represent else None
    return {
        # That of the representation, which is what the client read.
        "current_version": (row or {}).get("version", current.version),
        "current": row,
        "attempted": request.data if request is not None else error.attempted,
    }


def _report(error: Exception, context: dict[str, Any]) -> None:
    """A failure that nobody foresaw: logged with its traceback, and signalled as Django does."""
    request = context.get("request")
    logger.error("api_failure", exc_info=error)
    got_request_exception.send(sender=None, request=getattr(request, "_request", request))


def _api_errors(error: exceptions.ValidationError) -> Iterator[dict[str, Any]]:
    place = "pointer"
    if isinstance(error, ParameterError):
        place = "parameter"
    elif isinstance(error, HeaderError):
        place = "header"
    for path, message in _flat(error.detail, ()):
        names = [name for name in path if name != api_settings.NON_FIELD_ERRORS_KEY]
        where = _pointer(names) if place == "pointer" else ".".join(str(n) for n in names)
        code = getattr(message, "code", "invalid")
        yield {place: where, "code": code, "detail": str(message)}


def _flat(detail: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(detail, dict):
        for name, value in detail.items():
            yield from _flat(value, (*path, name))
    elif isinstance(detail, list):
        for index, value in enumerate(detail):
            # A list of messages belongs to its field, a list of dictionaries to its elements.
            yield from _flat(value, (*path, index) if isinstance(value, dict | list) else path)
    else:
        yield path, detail


def _pointer(names: list[str | int]) -> str:
    """An RFC 6901 pointer into the request's body, as a URI fragment."""
    parts = (str(name).replace("~", "~0").replace("/", "~1") for name in names)
    return "#" + "".join(f"/{part}" for part in parts)


def _django_errors(error: ValidationError) -> Iterator[dict[str, Any]]:
    if not hasattr(error, "error_dict"):
        for one in error.error_list:
            yield _django_error("#", one)
        return
    for name, problems in error.error_dict.items():
        pointer = "#" if name == NON_FIELD_ERRORS else _pointer([name])
        for one in problems:
            yield _django_error(pointer, one)


def _django_error(pointer: str, error: ValidationError) -> dict[str, Any]:
    message = " ".join(str(text) for text in error.messages)
    return {"pointer": pointer, "code": error.code or "invalid", "detail": message}
