"""Near-duplicates: proposed by likeness, decided by a person, assigned in one step."""

import random
import string

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from apps.recommendations.cluster_models import ClusterMember, RecommendationCluster
from apps.recommendations.received.clusters import services
from apps.recommendations.received.clusters.likeness import near_duplicates
from apps.recommendations.received.clusters.services import (
    assign_cluster,
    decide_cluster,
    merge_clusters,
    propose_clusters,
    split_cluster,
)
from apps.recommendations.received.texts import likeness
from apps.recommendations.received_models import RecommendationWork
from apps.reminders.personal import Notice
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.services import locked
from tests.factories import (
    InstitutionFactory,
    ReceivedRecommendationFactory,
    actor,
    person,
)

pytestmark = pytest.mark.django_db

PROTOCOL = "Ratify the Optional Protocol to the Convention against Torture"


@pytest.fixture
def asked(office):
    """Two that ask for the same, and one that does not."""
    texts = (PROTOCOL, f"Consider to {PROTOCOL.lower()}", "Build schools in every village")
    return [ReceivedRecommendationFactory(country=office.country, text=text) for text in texts]


@pytest.fixture
def cluster(focal_point, office, asked):
    with acting(focal_point):
        [made] = propose_clusters(actor=focal_point, country=office.country)
    return made


def texts(cluster):
    with acting(SYSTEM):
        rows = ClusterMember.objects.filter(cluster=cluster)
        return sorted(row.recommendation.text for row in rows.select_related("recommendation"))


def test_no_pair_is_missed_though_few_are_compared():
    rng = random.Random(5)
    words = ["".join(rng.choices(string.ascii_lowercase, k=7)) for _ in range(60)]
    given = {n: " ".join(rng.sample(words, rng.randint(3, 9))) for n in range(300)}
    given |= {n + 300: f"{text} {rng.choice(words)}" for n, text in list(given.items())[:100]}
    group_of = {key: n for n, group in enumerate(near_duplicates(given)) for key in group}
    for one, mine in given.items():
        for other, theirs in given.items():
            if one < other and likeness(mine, theirs) >= 0.6:
                assert group_of[one] == group_of[other]


@pytest.mark.slow
def test_ten_thousand_texts_are_no_matter():
    rng = random.Random(7)
    words = ["".join(rng.choices(string.ascii_lowercase, k=6)) for _ in range(4_000)]
    given = {n: " ".join(rng.sample(words, 14)) for n in range(9_990)}
    given |= {10_000 + n: given[n] for n in range(10)}
    assert len(near_duplicates(given)) == 10


class TestACluster:
    def test_is_proposed_of_what_asks_for_the_same(self, cluster):
        assert cluster.status == "proposed"
        assert texts(cluster) == sorted([PROTOCOL, f"Consider to {PROTOCOL.lower()}"])

    def test_is_not_proposed_twice(self, cluster, focal_point, office):
        with acting(focal_point):
            assert propose_clusters(actor=focal_point, country=office.country) == []

    def test_is_not_proposed_again_once_set_aside(self, cluster, focal_point, office):
        with acting(focal_point):
            decide_cluster(actor=focal_point, cluster=cluster, accept=False)
            assert propose_clusters(actor=focal_point, country=office.country) == []

    def test_is_divided_and_joined(self, cluster, focal_point, asked):
        with acting(focal_point):
            other = split_cluster(actor=focal_point, cluster=cluster, chosen={asked[0].pk})
            assert texts(other) == [PROTOCOL]
            merge_clusters(actor=focal_point, cluster=cluster, other=other)
            assert len(texts(cluster)) == 2
            assert RecommendationCluster.objects.count() == 1

    def test_is_not_divided_into_nothing(self, cluster, focal_point):
        with acting(focal_point), pytest.raises(ValidationError):
            split_cluster(actor=focal_point, cluster=cluster, chosen=set())

    def test_goes_to_an_institution_in_one_step_which_is_told_once(
        self, cluster, focal_point, ministry
    ):
        officer = person(Role.MINISTRY_OFFICER, ministry)
        with acting(focal_point):
            done = assign_cluster(actor=focal_point, cluster=cluster, lead=ministry)
        assert len(done) == 2
        with acting(SYSTEM):
            assert RecommendationWork.objects.filter(lead=ministry).count() == 2
            assert RecommendationCluster.objects.get().status == "accepted"
            [notice] = Notice.objects.filter(recipient=officer)
        assert notice.kind == "recommendation.assigned"

    def test_is_no_ministrys_to_decide(self, cluster, ministry):
        officer = actor(Role.MINISTRY_OFFICER, ministry)
        with acting(officer), pytest.raises(PermissionDenied):
            decide_cluster(actor=officer, cluster=cluster, accept=True)

    def test_is_seen_by_no_other_state(self, cluster):
        stranger = actor(Role.FOCAL_POINT, InstitutionFactory())
        with acting(stranger):
            assert not RecommendationCluster.objects.visible_to(stranger).exists()


class TestItsPages:
    def test_show_it_and_take_the_decision(self, client, cluster, office, ministry):
        client.force_login(person(Role.FOCAL_POINT, office))
        assert PROTOCOL in client.get(reverse("received-clusters")).content.decode()
        page = client.get(cluster.get_absolute_url()).content.decode()
        assert "Divide the chosen ones off" in page
        url = reverse("received-cluster-change", args=[cluster.pk])
        client.post(url, {"do": "assign", "lead": ministry.pk, "due_on": "2027-03-01"})
        with acting(SYSTEM):
            assert RecommendationWork.objects.filter(lead=ministry).count() == 2
            assert str(RecommendationCluster.objects.get().due_on) == "2027-03-01"


class TestJoining:
    @pytest.fixture
    def other(self, cluster, focal_point, asked):
        with acting(focal_point):
            return split_cluster(actor=focal_point, cluster=cluster, chosen={asked[0].pk})

    def test_holds_both_in_one_order_whichever_is_named_first(
        self, cluster, other, focal_point, monkeypatch
    ):
        held = []

        def holding(actor, record):
            held.append(record.pk)
            return locked(actor, record)

        monkeypatch.setattr(services, "locked", holding)
        with acting(focal_point):
            merge_clusters(actor=focal_point, cluster=other, other=cluster)
        assert held == sorted([cluster.pk, other.pk])

    def test_takes_in_nothing_that_was_said_to_be_no_cluster(self, cluster, other, focal_point):
        with acting(focal_point):
            decide_cluster(actor=focal_point, cluster=other, accept=False)
            with pytest.raises(ValidationError):
                merge_clusters(actor=focal_point, cluster=cluster, other=other)
