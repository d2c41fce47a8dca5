"""Token authentication of the API (``Authorization: Token …``).

``ActorMiddleware`` has recognised the token before the view runs, so that the whole request acts in
the name of its user; the class here only tells REST framework so.
"""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from apps.accounts.models import ApiToken, User

API_PATH = "/api/"
KEYWORD = "Token"


def presented_token(request: HttpRequest) -> str | None:
    """The token in the request's header, or ``None`` where it brings none."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == KEYWORD.lower() else None


class TokenAuthentication(BaseAuthentication):
    """The user of the request's token; 401 for a token that is unknown, revoked or expired."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        if presented_token(request._request) is None:
            return None
        token: ApiToken | None = getattr(request._request, "api_token", None)
        if token is None:
            raise AuthenticationFailed(_("This token is not valid (any more)."))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return KEYWORD


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI schema describes the token."""

    target_class = "apps.accounts.authentication.TokenAuthentication"
    name = "tokenAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "A token from your profile: `Authorization: Token fp_…`",
        }
