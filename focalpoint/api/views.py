"""View sets: scope before anything is read, a service behind everything that is written."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar
from urllib.parse import unquote

import orjson
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import models, transaction
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from focalpoint.acting import acting, current_acting
from focalpoint.actors import ANONYMOUS, Actor
from focalpoint.api.conditional import etag_of, is_unchanged, version_in
from focalpoint.api.filtering import refuse_unknown_parameters
from focalpoint.api.inputs import StrictMixin
from focalpoint.api.kept import kept_record, kept_rows
from focalpoint.api.media import dumps
from focalpoint.api.pagination import KeysetPagination, PagePagination, Pagination
from focalpoint.api.problems import ParameterError
from focalpoint.api.rows import RowSerializer
from focalpoint.api.shapes import HistorySerializer
from focalpoint.api.throttles import AnonymousThrottle
from focalpoint.changes import HistoryEntry, history_of
from focalpoint.policies import country_of
from focalpoint.scope import scope_of

SAFE = ("GET", "HEAD", "OPTIONS")
REASON_HEADER = "X-Change-Reason"
Method = TypeVar("Method", bound=Callable[..., Response])


def versioned(method: Method) -> Method:
    """Mark a write that needs ``If-Match``: the schema documents it, the tests demand it."""
    method.versioned = True  # type: ignore[attr-defined]
    return method


class ApiMixin:
    """Every view of the API: in the name of its actor, and in one transaction where it writes."""

    @classmethod
    def as_view(cls, *args: Any, **kwargs: Any) -> Any:
        # A read needs no transaction of its own; dispatch() opens one for each write.
        view = super().as_view(*args, **kwargs)  # type: ignore[misc]
        return transaction.non_atomic_requests(view)

    @property
    def actor(self) -> Actor:
        return getattr(self.request, "actor", ANONYMOUS)  # type: ignore[attr-defined]

    @property
    def default_response_headers(self) -> dict[str, str]:
        return {
            "Allow": ", ".join(self.allowed_methods),  # type: ignore[attr-defined]
            "Cache-Control": "private, no-cache",
            "Vary": "Authorization, Cookie",
        }

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        actor = getattr(request, "actor", ANONYMOUS)
        # Percent-encoded, since a header carries ASCII.
        reason = unquote(request.headers.get(REASON_HEADER, ""))[:500]
        with acting(actor, via="api", reason=reason):
            if request.method in SAFE:
                return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
            with transaction.atomic():
                return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def perform_authentication(self, request: Request) -> None:
        """Count a request before anything else is done for it, also one with a wrong token."""
        try:
            super().perform_authentication(request)  # type: ignore[misc]
        except exceptions.AuthenticationFailed:
            throttle = AnonymousThrottle()
            if not throttle.allow_request(request, self):
                raise exceptions.Throttled(throttle.wait()) from None
            raise
        super().check_throttles(request)  # type: ignore[misc]

    def check_throttles(self, request: Request) -> None:
        """Done before the permissions were asked."""

    def query(self, serializer_class: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The query string of a view without a filter set, validated by a serializer."""
        sent = self.request.query_params  # type: ignore[attr-defined]
        serializer = serializer_class(data=sent)
        refuse_unknown_parameters(sent, serializer.fields)
        if not serializer.is_valid():
            raise ParameterError(serializer.errors)
        return dict(serializer.validated_data)


class ResourceViewSet(ApiMixin, viewsets.GenericViewSet):
    """What one model shows; only rows that the actor may see exist here.

    ``row_class`` is the representation, ``orderings`` maps each name that clients may sort by to a
    field, ``filterset_class`` is shared with the web.
    """

    model: type[models.Model]
    row_class: type[RowSerializer]
    # Where a list shows less than a detail, and where a new record takes more than a change.
    list_row_class: type[RowSerializer] | None = None
    # Where ``completed`` adds members to the rows, the serializer that documents all of them.
    documented_class: type[RowSerializer] | None = None
    input_class: type[StrictMixin] | None = None
    create_class: type[StrictMixin] | None = None
    pagination_class: type[Pagination] = KeysetPagination
    orderings: ClassVar[Mapping[str, str]] = {"created": "id"}
    default_ordering = "-created"
    lookup_value_converter = "uuid"
    # Whether a detail's query set depends on the actor and the address alone, and its columns are
    # shown as the database gives them (JSON, say, is not).
    keeps_statements: ClassVar[bool] = False

    @classmethod
    def base_queryset(cls) -> Any:
        """All rows, with the annotations that ``row_class`` names, not yet the actor's only."""
        return cls.model._default_manager.all()

    def get_queryset(self) -> Any:
        rows = self.base_queryset()
        return rows if scope_of(self.model) is None else rows.visible_to(self.actor)

    def get_serializer_class(self) -> Any:
        return self.documented_class or self.shown_class

    @property
    def shown_class(self) -> type[RowSerializer]:
        """The representation that this request answers with."""
        return (self.action == "list" and self.list_row_class) or self.row_class

    @property
    def read_class(self) -> type[StrictMixin]:
        """The body that this request takes."""
        chosen = (self.action == "create" and self.create_class) or self.input_class
        assert chosen is not None
        return chosen

    def row(self) -> dict[str, Any]:
        """The representation of what the address names; ``Http404`` where the actor sees none."""
        if self.keeps_statements:
            rows = [self.row_class.row(values) for values in kept_rows(self)]
        else:
            rows = self.row_class.rows(self.get_queryset().filter(**self.lookup())[:1])
        if not rows:
            raise Http404
        return self.completed(rows)[0]

    def completed(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows with what no column says; by default as they are."""
        return rows

    def record(self) -> Any:
        """The record that the address names, as an instance; ``Http404`` as in ``row``."""
        found = self.get_queryset().filter(**self.lookup()).first()
        if found is None:
            raise Http404
        return found

    def lookup(self) -> dict[str, Any]:
        return {self.lookup_field: self.kwargs[self.lookup_url_kwarg or self.lookup_field]}

    @classmethod
    def represent(cls, record: models.Model) -> dict[str, Any]:
        """What the API shows of a record that was just written or found stale."""
        if cls.keeps_statements:
            rows = [cls.row_class.row(values) for values in kept_record(cls).rows(pk=record.pk)]
        else:
            rows = cls.row_class.rows(cls.base_queryset().filter(pk=record.pk)[:1])
        if not rows:
            # Undone with the request's transaction.
            raise PermissionDenied(_("After this change you would not see the record any more."))
        return rows[0]

    def shown(self, row: dict[str, Any]) -> Response:
        """200 with the row's ``ETag``, or 304 where the client has it already."""
        etag = etag_of(row)
        if is_unchanged(self.request, etag):
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": etag})
        return Response(row, headers={"ETag": etag})

    def written(self, record: models.Model) -> Response:
        """200 with the record as it was saved."""
        row = self.represent(record)
        return Response(row, headers={"ETag": etag_of(row)})

    def created(self, row: dict[str, Any], path: str) -> Response:
        """201 with a record as it was saved, and where it is."""
        headers = {"ETag": etag_of(row), "Location": self.request.build_absolute_uri(path)}
        return Response(row, status=status.HTTP_201_CREATED, headers=headers)

    def body(
        self, serializer_class: type[StrictMixin] | None = None, *, record: Any = None
    ) -> dict[str, Any]:
        """The request's body, validated for a change of ``record`` (a new one without it).

        ``reason`` is always there; it may come as a header.
        """
        chosen = serializer_class or self.read_class
        sent = self.request.data
        current = None
        if record is not None and isinstance(sent, dict) and set(sent) - set(chosen().fields):
            current = orjson.loads(dumps(self.represent(record)))
        serializer = chosen(
            data=sent,
            partial=self.request.method == "PATCH",
            context={"request": self.request, "view": self, "current": current},
        )
        serializer.is_valid(raise_exception=True)
        body = dict(serializer.validated_data)
        frame = current_acting()
        body["reason"] = body.get("reason") or (frame.reason if frame else "")
        return body

    def expected(self) -> tuple[Any, int]:
        """The record that the address names, and its version if ``If-Match`` names that one."""
        record = self.record()
        return record, version_in(self.request, record)

    @contextmanager
    def because(self, reason: str) -> Iterator[None]:
        """The block calls a service; its writes keep ``reason`` in their history."""
        try:
            with acting(self.actor, reason=reason):
                yield
        except ObjectDoesNotExist:
            # To lock a row is a write: who reads it only, or lost it meanwhile, cannot.
            if self.detail:
                self.record()
            raise PermissionDenied from None


class ListMixin(ResourceViewSet):
    """``GET`` of the collection."""

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        queryset = self.filter_queryset(self.get_queryset())
        paginator: Any = self.paginator
        return Response(paginator.page(queryset, request, self))


class RetrieveMixin(ResourceViewSet):
    """``GET`` of one record."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.shown(self.row())


class ReadOnlyViewSet(ListMixin, RetrieveMixin):
    """Records that the API only shows."""


class ReferenceViewSet(ReadOnlyViewSet):
    """Reference data: everybody who is signed in reads it, a page at a time by number."""

    pagination_class = PagePagination


class CreateMixin(ResourceViewSet):
    """``POST`` to the collection."""

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        data = self.body()
        with self.because(data.pop("reason")):
            record = self.perform_create(data)
        return self.created(self.represent(record), f"{request.path}{record.pk}/")

    def perform_create(self, data: dict[str, Any]) -> models.Model:
        """Call the service that creates, and return what it returns."""
        raise NotImplementedError


class UpdateMixin(ResourceViewSet):
    """``PUT`` and ``PATCH`` of one record, against the version that the client read."""

    @versioned
    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        record, version = self.expected()
        changes = self.body(record=record)
        with self.because(changes.pop("reason")):
            return self.written(self.perform_update(record, version, changes))

    @versioned
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.update(request, *args, **kwargs)

    def perform_update(self, record: Any, version: int, changes: dict[str, Any]) -> models.Model:
        """Call the service that changes, and return what it returns."""
        raise NotImplementedError


class DestroyMixin(ResourceViewSet):
    """``DELETE`` of one record, in the version that the client read."""

    @versioned
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        record, version = self.expected()
        with self.because(""):
            self.perform_destroy(record, version)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def perform_destroy(self, record: Any, version: int) -> None:
        """Call the service that deletes."""
        raise NotImplementedError


class HistoryMixin(ResourceViewSet):
    """``GET …/history/``: who changed what, when and why; for the State whose record it is."""

    @extend_schema(responses=HistorySerializer, filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def history(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The record's changes, newest first (the latest 200)."""
        record = self.record()
        if not self.actor.is_system and not _is_own(self.actor, record):
            raise PermissionDenied(_("The history is open to the record's own State."))
        return Response({"results": [_entry(entry) for entry in history_of(record)]})


class RecordViewSet(CreateMixin, UpdateMixin, HistoryMixin, ReadOnlyViewSet):
    """Records of a State that its people write here."""


class PartMixin(ResourceViewSet):
    """A part of a whole: ``parent`` names its model, ``through`` the part's foreign key to it.

    The whole comes from the address (``parent_id``); it must be visible, or nothing is there.
    """

    parent: type[models.Model]
    through: str

    def whole(self) -> Any:
        manager: Any = self.parent._default_manager
        found = manager.visible_to(self.actor).filter(pk=self.kwargs["parent_id"]).first()
        if found is None:
            raise Http404
        return found

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(**{self.through: self.kwargs.get("parent_id")})

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.whole()
        response: Response = super().list(request, *args, **kwargs)  # type: ignore[misc]
        return response


class NotFoundView(ApiMixin, APIView):
    """Addresses of the API that do not exist answer as its others do."""

    schema = None
    permission_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404


def _is_own(actor: Actor, record: models.Model) -> bool:
    """Whether the record is of a State of the actor's, or the network's own that they keep."""
    country, scope = country_of(record), scope_of(type(record))
    if country is None and scope is not None and scope.through:
        return _is_own(actor, getattr(record, scope.through))
    if country is None:
        return scope is not None and scope.coordinated and actor.coordinates
    return country in actor.read_states


def _entry(entry: HistoryEntry) -> dict[str, Any]:
    return {
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "event": entry.event,
        "reason": entry.reason,
        "via": entry.via,
        "changes": [
            {"field": change.label, "before": change.before, "after": change.after}
            for change in entry.changes
        ],
    }
