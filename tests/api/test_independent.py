"""Requests for ratings over the API."""

from typing import Any

from focalpoint.roles import Role
from tests.api.client import Api
from tests.api.contract import problem
from tests.factories import IndependentRatingFactory, RatingRequestFactory, person


def test_a_reply_is_news_to_whoever_read_the_request(official: Api, office: Any) -> None:
    request = RatingRequestFactory(office=office)
    IndependentRatingFactory(request=request)
    minister = Api(person(Role.MINISTRY_OFFICER, request.institution))
    path = f"/rating-requests/{request.pk}/"
    etag = official.get(path).headers["ETag"]
    assert official.get(path, if_none_match=etag).status_code == 304
    handed = minister.post(f"{path}hand-in/", if_match=etag)
    assert handed.status_code == 200, handed.json()
    again = official.get(path, if_none_match=etag)
    assert again.json()["handed_in_at"]
    assert again.headers["ETag"] == handed.headers["ETag"] == f'"{again.json()["version"]}"'
    stale = problem(minister.post(f"{path}hand-in/", if_match=etag), 412)
    assert stale["current_version"] == stale["current"]["version"] == again.json()["version"]
