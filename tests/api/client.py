"""A client of the API as a script would write one."""

import datetime as dt
from typing import Any

import orjson
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.accounts.services import create_token
from focalpoint.acting import acting

BASE = "/api/v1"


class Api:
    """Speaks JSON, in the name of ``user`` (of nobody without one)."""

    def __init__(self, user: User | None = None) -> None:
        self.user = user
        self._client = Client()
        self._credentials = {} if user is None else {"Authorization": f"Token {token_of(user)}"}

    @property
    def raise_exceptions(self) -> bool:
        """Whether an exception that nobody foresaw fails the test (it does by default)."""
        return self._client.raise_request_exception

    @raise_exceptions.setter
    def raise_exceptions(self, value: bool) -> None:
        self._client.raise_request_exception = value

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self._client.get(_url(path), query, headers=self._named(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send("post", path, body, headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send("put", path, body, headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send("patch", path, body, headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self._client.delete(_url(path), headers=self._named(headers))

    def _named(self, headers: dict[str, str]) -> dict[str, str]:
        """``if_match="3"`` as the header If-Match, beside the credentials."""
        return self._credentials | {
            name.replace("_", "-"): value for name, value in headers.items()
        }

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        return getattr(self._client, method)(
            _url(path),
            data=orjson.dumps({} if body is None else body),
            content_type="application/json",
            headers=self._named(headers),
        )


def token_of(user: User) -> str:
    """A new token of ``user``."""
    actor = actor_for(user)
    ends = timezone.now() + dt.timedelta(days=1)
    with acting(actor):
        _token, secret = create_token(actor=actor, user=user, name="test", expires_at=ends)
    return secret


def _url(path: str) -> str:
    return path if "://" in path or path.startswith(BASE) else f"{BASE}{path}"
