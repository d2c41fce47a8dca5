"""Who the API takes you for."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.models import Membership
from focalpoint.api.views import ApiMixin
from focalpoint.roles import Role


class MembershipSerializer(serializers.Serializer[Any]):
    """A role that you hold today."""

    role = serializers.ChoiceField(choices=Role.choices)
    country = serializers.CharField(allow_null=True, help_text="Code; null in the network.")
    is_training = serializers.BooleanField()
    institution = serializers.UUIDField(allow_null=True)
    institution_name = serializers.CharField(allow_null=True)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)


class TokenSerializer(serializers.Serializer[Any]):
    """The token of this request."""

    name = serializers.CharField()
    expires_at = serializers.DateTimeField()


class MeSerializer(serializers.Serializer[Any]):
    """You, and what opens doors for you."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    name = serializers.CharField()
    language = serializers.CharField()
    time_zone = serializers.CharField()
    country = serializers.CharField(
        allow_null=True, help_text="The State whose records you create by default."
    )
    memberships = MembershipSerializer(many=True)
    token = TokenSerializer(allow_null=True, help_text="Null in a session of the browser.")


class MeView(ApiMixin, APIView):
    """The person in whose name the request acts."""

    @extend_schema(tags=["You"], responses=MeSerializer, operation_id="me", summary="Read yourself")
    def get(self, request: Request) -> Response:
        user: Any = request.user
        home = self.actor.country
        return Response(
            {
                "id": user.pk,
                "email": user.email,
                "name": user.name,
                "language": user.language,
                "time_zone": user.time_zone,
                "country": home.code if home else None,
                "memberships": [
                    _membership(membership)
                    for membership in Membership.objects.visible_to(self.actor)
                    .filter(user=user)
                    .in_force()
                    .select_related("country", "institution")
                ],
                "token": _token(request.auth),
            }
        )


def _membership(membership: Membership) -> dict[str, Any]:
    country, institution = membership.country, membership.institution
    return {
        "role": membership.role,
        "country": country.code if country else None,
        "is_training": bool(country and country.is_training),
        "institution": membership.institution_id,
        "institution_name": institution.name if institution else None,
        "starts_on": membership.starts_on,
        "ends_on": membership.ends_on,
    }


def _token(token: Any) -> dict[str, Any] | None:
    return None if token is None else {"name": token.name, "expires_at": token.expires_at}
