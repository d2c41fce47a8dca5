"""The workloads that go through the web server, each a function of a running server."""

import json
import random
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from benchmarks.clients import Client, Figures, Request, measure, middle

RUNS = 3
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Target:
    """A server under measurement, with the people who use it."""

    port: int
    people: list[dict[str, Any]]

    def person(self, role: str) -> dict[str, Any]:
        return next(person for person in self.people if role in person["roles"])

    def get(self, who: dict[str, Any], path: str, **query: Any) -> Request:
        """A request to the API in a person's name."""
        address = f"{path}?{urlencode(query)}" if query else path
        return Request(address, headers={"Authorization": f"Token {who['token']}"})

    def page(self, who: dict[str, Any], path: str, **query: Any) -> Request:
        """A request for a page in a person's session, compressed as browsers ask for it."""
        address = f"{path}?{urlencode(query)}" if query else path
        headers = {"Cookie": f"sessionid={who['session']}", "Accept-Encoding": "gzip"}
        return Request(address, headers=headers)

    def ask(self, request: Request) -> Any:
        """The JSON of one answer; fails loudly on anything but success."""
        status, body, _headers = Client(self.port).send(request)
        if status != request.expect:
            raise RuntimeError(f"{request.path}: {status} {body[:300]!r}")
        return json.loads(body)


def median_of(port: int, request: Request, times: int = 100, clients: int = 1) -> Figures:
    """The middle one of three runs of the same request."""
    return middle(
        [measure(port, lambda _n: request, times=times, clients=clients) for _ in range(RUNS)]
    )


def filtered_list(target: Target) -> dict[str, Figures]:
    """W1: 50 of a State's open actions by due date, one client and eight."""
    who = target.person("official")
    request = target.get(
        who, "/api/v1/actions/", country=who["state"], status="open", ordering="due_on"
    )
    return {
        "one": median_of(target.port, request, 200),
        "eight": median_of(target.port, request, 400, clients=8),
    }


def deep_list(target: Target, pages: int) -> dict[str, Figures]:
    """W2: the unfiltered list: first page, of one State and of all, and ``pages`` further on."""
    official, coordinator = target.person("official"), target.person("coordinator")
    first = target.get(official, "/api/v1/actions/")
    everywhere = target.get(coordinator, "/api/v1/actions/")
    deep = target.get(coordinator, "/api/v1/actions/", page_size=200)
    for _ in range(pages):
        following = target.ask(deep)["next"]
        if not following:
            break
        deep = Request(following.split("localhost", 1)[1], headers=deep.headers)
    deep = Request(deep.path.replace("page_size=200", "page_size=50"), headers=deep.headers)
    return {
        "first": median_of(target.port, first),
        "all States": median_of(target.port, everywhere),
        "deep": median_of(target.port, deep),
    }


def detail(target: Target) -> Figures:
    """W3: one action."""
    who = target.person("official")
    listed = target.ask(target.get(who, "/api/v1/actions/", country=who["state"]))["results"]
    return median_of(target.port, target.get(who, f"/api/v1/actions/{listed[0]['id']}/"), 200)


def creation(target: Target) -> Figures:
    """W4: a new action with reference, history and deadline."""
    who = target.person("official")
    headers = {"Authorization": f"Token {who['token']}", **JSON}

    def make(n: int) -> Request:
        body = json.dumps({"title": f"Synthetic creation {n}", "due_on": "2027-06-30"}).encode()
        return Request("/api/v1/actions/", "POST", body, headers, 201)

    return middle([measure(target.port, make, times=100) for _ in range(RUNS)])


def status_change(target: Target) -> Figures:
    """W5: a change of status with history; each request moves another action."""
    who = target.person("official")
    headers = {"Authorization": f"Token {who['token']}", **JSON}
    open_actions: list[dict[str, Any]] = []
    request = target.get(
        who, "/api/v1/actions/", country=who["state"], status="open", page_size=200
    )
    while len(open_actions) < 150:
        answer = target.ask(request)
        open_actions += answer["results"]
        if not answer["next"]:
            break
        request = Request(answer["next"].split("localhost", 1)[1], headers=request.headers)
    random.Random(1).shuffle(open_actions)
    left = iter(open_actions)

    def make(_n: int) -> Request:
        chosen = next(left)
        return Request(
            f"/api/v1/actions/{chosen['id']}/transition/",
            "POST",
            b'{"to": "in_progress"}',
            {**headers, "If-Match": f'"{chosen["version"]}"'},
        )

    return measure(target.port, make, times=min(100, len(open_actions) - 25))


def search(target: Target) -> Figures:
    """W6: the beginning of a word of titles and a word of updates, the first 50."""
    who = target.person("official")
    request = target.get(who, "/api/v1/actions/", q="budg replied", country=who["state"])
    if not target.ask(request)["results"]:
        raise RuntimeError("The search has found nothing: that would measure nothing.")
    return median_of(target.port, request, 60)


def list_page(target: Target) -> Figures:
    """W7: the page of 50 actions with its filters and counts."""
    who = target.person("official")
    return median_of(target.port, target.page(who, "/actions/"), 60)


def matrices(target: Target) -> dict[str, Figures]:
    """W8: States × steps and × instruments, by API and as pages, today and as of a past date."""
    who = target.person("coordinator")
    past = {"as_of": "2020-06-30"}
    return {
        "API steps": median_of(target.port, target.get(who, "/api/v1/matrix/steps/"), 40),
        "API steps, past": median_of(
            target.port, target.get(who, "/api/v1/matrix/steps/", **past), 40
        ),
        "API treaties": median_of(target.port, target.get(who, "/api/v1/matrix/treaties/"), 20),
        "page steps": median_of(target.port, target.page(who, "/network/"), 20),
        "page steps, past": median_of(target.port, target.page(who, "/network/", **past), 20),
        "page treaties": median_of(target.port, target.page(who, "/network/treaties/"), 20),
        **{
            f"page {path}": median_of(target.port, target.page(who, f"/network/{path}/"), 20)
            for path in ("assessments", "engagement", "groups")
        },
        "page steps, since": median_of(
            target.port, target.page(who, "/network/", since="2024-01-01"), 20
        ),
    }


def assessment(target: Target) -> dict[str, Figures]:
    """W17: the pages of one assessment with 141 findings and 200 items of evidence."""
    who = target.person("official")
    listed = target.ask(target.get(who, "/api/v1/assessments/", status="draft"))["results"]
    address = f"/assessments/{listed[0]['reference']}/"
    pages = {
        "assessment": address,
        "factor": f"{address}factors/RF1/",
        "indicator": f"{address}factors/RF1/indicators/1.1/",
        "findings": f"{address}findings/",
        "cycle": f"{address}cycle/",
        "resilience": f"{address}resilience/",
        "charts": f"{address}charts/",
        "evidence": f"/evidence/of/assessments.assessment/{listed[0]['id']}/",
    }
    return {
        name: median_of(target.port, target.page(who, path), 20) for name, path in pages.items()
    }


def crowd(target: Target, seconds_worth: int = 3000) -> Figures:
    """W15: a hundred people of all roles at once, four reads to one write."""
    chance = random.Random(7)

    def make(n: int) -> Request:
        who = target.people[n % len(target.people)]
        if "official" in who["roles"] and chance.random() < 0.6:
            body = json.dumps({"title": f"Synthetic crowd {n}"}).encode()
            headers = {"Authorization": f"Token {who['token']}", **JSON}
            return Request("/api/v1/actions/", "POST", body, headers, 201)
        if chance.random() < 0.3:
            return target.page(who, "/profile/")
        return target.get(who, "/api/v1/actions/")

    return measure(target.port, make, times=seconds_worth, clients=100, warm_up=100)
