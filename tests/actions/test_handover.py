"""Handover: one step, everything reassigned, a note that holds what the successor needs."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Membership
from apps.accounts.selectors import actor_for
from apps.actions.handover import hand_over, tell_of_work_left_behind
from apps.actions.handover_models import HandoverNote
from apps.actions.handover_selectors import holders, left_behind
from apps.actions.models import Action
from apps.reminders.personal import Notice
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.history import history_of
from focalpoint.roles import Role
from tests.costs import at_most
from tests.factories import (
    ActionFactory,
    AppointmentFactory,
    AssessmentFactory,
    EvidenceFactory,
    MembershipFactory,
    person,
)
from tests.paper import assert_accessible


@pytest.fixture
def kofi(office):
    return person(Role.FOCAL_POINT, office, name="Kofi Mensah")


@pytest.fixture
def work(office, amina):
    """Three open actions and a finished one."""
    ActionFactory(office=office, assignee=amina, status="done", title="Finished")
    return [ActionFactory(office=office, assignee=amina) for _ in range(3)]


def assignees(actions):
    with acting(SYSTEM):
        return [Action.objects.get(pk=action.pk).assignee_id for action in actions]


def leave(user):
    with acting(SYSTEM, reason="test"):
        day = timezone.now().date() - dt.timedelta(days=2)
        Membership.objects.filter(user=user).update(
            starts_on=day - dt.timedelta(days=400), ends_on=day
        )


class TestHandOver:
    def test_all_open_work_goes_to_the_successor(self, focal_point, country, amina, badu, work):
        note = hand_over(actor=focal_point, country=country, predecessor=amina, successor=badu)
        assert assignees(work) == [badu.pk] * 3
        assert [row["to"] for row in note.content["actions"]] == ["Badu Osei"] * 3
        assert note.content["hidden"] == 0

    def test_single_actions_go_to_others_or_to_nobody(
        self, focal_point, country, amina, badu, kofi, work
    ):
        hand_over(
            actor=focal_point,
            country=country,
            predecessor=amina,
            successor=badu,
            exceptions={work[0].pk: kofi, work[1].pk: None},
        )
        assert assignees(work) == [kofi.pk, None, badu.pk]

    def test_finished_work_keeps_its_name(self, focal_point, country, amina, badu, work):
        hand_over(actor=focal_point, country=country, predecessor=amina, successor=badu)
        with acting(SYSTEM):
            assert Action.objects.get(title="Finished").assignee_id == amina.pk

    def test_the_history_says_why(self, focal_point, country, amina, badu, work):
        hand_over(
            actor=focal_point, country=country, predecessor=amina, successor=badu, reason="Posted"
        )
        with acting(focal_point):
            newest = history_of(work[0])[0]
        assert (newest.actor, newest.reason) == ("Kofi Mensah", "Posted")

    def test_nothing_changes_where_one_action_cannot_go(
        self, focal_point, country, amina, badu, work, office
    ):
        narrow = ActionFactory(office=office, assignee=amina, visibility="office")
        with pytest.raises(ValidationError, match=narrow.reference):
            hand_over(actor=focal_point, country=country, predecessor=amina, successor=badu)
        assert assignees(work) == [amina.pk] * 3
        with acting(SYSTEM):
            assert not HandoverNote.objects.exists()

    def test_a_note_of_narrow_work_stays_in_the_office(
        self, focal_point, country, amina, kofi, office, officer
    ):
        ActionFactory(office=office, assignee=amina, visibility="office")
        note = hand_over(actor=focal_point, country=country, predecessor=amina, successor=kofi)
        with acting(officer):
            assert not HandoverNote.objects.visible_to(officer).filter(pk=note.pk).exists()

    def test_what_another_institution_keeps_to_itself_is_counted(
        self, focal_point, country, amina, badu, ministry, work
    ):
        ActionFactory(office=ministry, assignee=amina, visibility="office")
        note = hand_over(actor=focal_point, country=country, predecessor=amina, successor=badu)
        assert note.content["hidden"] == 1

    def test_the_note_holds_deadlines_people_and_documents(
        self, focal_point, country, amina, badu, office, work
    ):
        soon = timezone.now().date() + dt.timedelta(days=20)
        AppointmentFactory(office=office, person_name="Yaa Boateng", ends_on=soon)
        EvidenceFactory(
            office=office, target_kind="actions.action", target_id=work[0].pk, title="Letter"
        )
        EvidenceFactory(
            office=office,
            target_kind="actions.action",
            target_id=work[0].pk,
            title="Secret",
            sensitivity="sensitive",
        )
        note = hand_over(actor=focal_point, country=country, predecessor=amina, successor=badu)
        assert "Yaa Boateng" in note.content["deadlines"][0]["title"]
        assert {row["name"] for row in note.content["people"]} == {"Badu Osei", "Kofi Mensah"}
        assert [row["title"] for row in note.content["documents"]] == ["Letter"]

    def test_each_successor_is_told_once(self, focal_point, country, amina, badu, work):
        hand_over(actor=focal_point, country=country, predecessor=amina, successor=badu)
        with acting(actor_for(badu)):
            [notice] = Notice.objects.filter(recipient=badu, kind="handover.done")
        assert notice.parameters["number"] == "3"

    def test_the_predecessor_is_no_successor(self, focal_point, country, amina, work):
        with pytest.raises(ValidationError):
            hand_over(actor=focal_point, country=country, predecessor=amina, successor=amina)

    def test_the_number_of_actions_costs_no_query(self, focal_point, country, amina, badu, office):
        for _ in range(20):
            ActionFactory(office=office, assignee=amina)
        with acting(focal_point), at_most(30):
            hand_over(actor=focal_point, country=country, predecessor=amina, successor=badu)


class TestWhatTheNoteKeepsBack:
    """A note holds no more than its readers see."""

    def review_of(self, institution, title):
        return AssessmentFactory(
            office=institution,
            title=title,
            status="approved",
            approved_at=timezone.now() - dt.timedelta(days=300),
            next_review_on=timezone.now().date() + dt.timedelta(days=20),
        )

    def titles(self, note, part="deadlines"):
        return [row["title"] for row in note.content[part]]

    def test_a_note_for_the_government_names_no_deadline_of_one_office(
        self, focal_point, country, amina, badu, office, work
    ):
        self.review_of(office, "Secret of the office")
        note = hand_over(actor=focal_point, country=country, predecessor=amina, successor=badu)
        assert note.visibility == "government"
        assert self.titles(note) == []

    def test_a_note_of_the_office_names_those_of_the_office(
        self, focal_point, country, amina, kofi, office
    ):
        ActionFactory(office=office, assignee=amina, visibility="office")
        self.review_of(office, "Our own")
        note = hand_over(actor=focal_point, country=country, predecessor=amina, successor=kofi)
        assert self.titles(note) == ["Review of Our own"]

    @pytest.fixture
    def of_two_offices(self, kofi, ministry):
        """The focal point, who also serves in the ministry."""
        MembershipFactory(user=kofi, institution=ministry, role=Role.MINISTRY_OFFICER)
        return actor_for(kofi)

    def test_it_belongs_to_the_office_of_its_narrowest_action(
        self, of_two_offices, country, amina, badu, office, official, officer, ministry
    ):
        self.review_of(ministry, "Quiet")
        narrow = ActionFactory(
            office=ministry, assignee=amina, visibility="office", title="Vet the bench"
        )
        EvidenceFactory(office=ministry, action=narrow, title="The file", visibility="office")
        soon = timezone.now().date() + dt.timedelta(days=20)
        AppointmentFactory(office=office, ends_on=soon, visibility="office")
        note = hand_over(actor=of_two_offices, country=country, predecessor=amina, successor=badu)
        assert (note.visibility, note.office) == ("office", ministry)
        assert self.titles(note) == ["Review of Quiet"]
        assert self.titles(note, "documents") == ["The file"]
        for who, sees in ((officer, True), (official, False)):
            with acting(who):
                assert HandoverNote.objects.filter(pk=note.pk).exists() == sees

    def test_one_offices_titles_are_not_written_into_the_others_note(
        self, of_two_offices, country, amina, badu, kofi, office, ministry, client
    ):
        ours = ActionFactory(office=office, assignee=amina, visibility="office", title="Ours")
        theirs = ActionFactory(
            office=ministry, assignee=amina, visibility="office", title="Vet the bench"
        )
        EvidenceFactory(office=ministry, action=theirs, title="The file", visibility="office")
        note = hand_over(
            actor=of_two_offices,
            country=country,
            predecessor=amina,
            successor=kofi,
            exceptions={theirs.pk: badu},
        )
        assert (note.visibility, note.office) == ("office", office)
        assert {r["reference"]: r["title"] for r in note.content["actions"]} == {
            ours.reference: "Ours",
            theirs.reference: "",
        }
        assert self.titles(note, "documents") == []
        assert assignees([ours, theirs]) == [kofi.pk, badu.pk]
        # Who does not see the note is told of the action itself.
        with acting(actor_for(badu)):
            assert [n.kind for n in Notice.objects.filter(recipient=badu)] == ["action.assigned"]
        client.force_login(person(Role.OFFICIAL, office))
        page = client.get(note.get_absolute_url()).content.decode()
        assert "Only its own office sees it." in page
        assert "Vet the bench" not in page


class TestMinistries:
    """What a ministry keeps to itself is handed over by its own people."""

    @pytest.fixture
    def leaver(self, ministry):
        return person(Role.MINISTRY_OFFICER, ministry, name="Efua Leaver")

    @pytest.fixture
    def theirs(self, ministry, leaver):
        return ActionFactory(office=ministry, assignee=leaver, visibility="office")

    def test_within_their_own_office(self, officer, country, leaver, badu, theirs, office):
        other = ActionFactory(office=office, assignee=leaver)
        note = hand_over(actor=officer, country=country, predecessor=leaver, successor=badu)
        assert assignees([theirs, other]) == [badu.pk, leaver.pk]
        assert note.content["hidden"] == 1
        assert note.visibility == "office"

    def test_only_to_their_own_people(self, officer, country, leaver, amina, ministry):
        action = ActionFactory(office=ministry, assignee=leaver)
        with pytest.raises(ValidationError, match="does not belong to your institution"):
            hand_over(actor=officer, country=country, predecessor=leaver, successor=amina)
        assert assignees([action]) == [leaver.pk]

    def test_nothing_of_others(self, officer, country, amina, badu, work):
        with pytest.raises(PermissionDenied):
            hand_over(actor=officer, country=country, predecessor=amina, successor=badu)

    def test_the_page_offers_their_own_people(
        self, client, badu, leaver, theirs, amina, ministry, work
    ):
        client.force_login(badu)
        listed = client.get(reverse("handover-list")).content.decode()
        assert "Efua Leaver" in listed
        assert "Amina Diallo" not in listed
        page = client.get(reverse("handover", args=[leaver.pk]))
        assert {user.name for user in page.context["form"].candidates.values()} == {"Badu Osei"}
        assert client.get(reverse("handover", args=[amina.pk])).status_code == 404

    def test_they_are_told_of_what_was_left(self, kofi, leaver, badu, theirs):
        leave(leaver)
        tell_of_work_left_behind(now=timezone.now())
        with acting(SYSTEM):
            told = set(
                Notice.objects.filter(kind="handover.needed").values_list("recipient", flat=True)
            )
        assert told == {kofi.pk, badu.pk}


class TestTheEndOfARole:
    def end_page(self, client, user, membership_of):
        client.force_login(user)
        with acting(SYSTEM):
            post = Membership.objects.get(user=membership_of)
        return post, reverse("membership-end", args=[post.pk])

    def test_the_page_says_how_much_is_left_and_leads_to_the_handover(
        self, client, kofi, amina, work
    ):
        _post, url = self.end_page(client, kofi, amina)
        page = client.get(url).content.decode()
        assert "3 open actions stay assigned to Amina Diallo" in page
        assert reverse("handover", args=[amina.pk]) in page

    def test_the_handover_comes_next(self, client, kofi, amina, work):
        post, url = self.end_page(client, kofi, amina)
        answer = client.post(url, {"version": post.version, "reason": "Posted abroad"})
        assert answer["Location"] == reverse("handover", args=[amina.pk])

    def test_without_open_work_it_says_nothing(self, client, kofi, amina):
        post, url = self.end_page(client, kofi, amina)
        assert "handed over" not in client.get(url).content.decode()
        answer = client.post(url, {"version": post.version, "reason": "Posted abroad"})
        assert answer["Location"] == reverse("people")

    def test_what_is_kept_from_the_office_counts_too(self, client, kofi, badu, ministry):
        ActionFactory(office=ministry, assignee=badu, visibility="office")
        _post, url = self.end_page(client, kofi, badu)
        assert "1 open action stays assigned to Badu Osei" in client.get(url).content.decode()

    def test_the_secretariat_learns_the_number(self, client, amina, work):
        _post, url = self.end_page(client, person(Role.SECRETARIAT), amina)
        page = client.get(url).content.decode()
        assert "3 open actions stay assigned" in page
        assert reverse("handover", args=[amina.pk]) not in page


class TestWorkLeftBehind:
    def test_who_has_left_stands_first(self, focal_point, country, amina, badu, office, work):
        ActionFactory(office=office, assignee=badu)
        leave(amina)
        with acting(focal_point):
            found = holders(focal_point, country)
            assert left_behind(focal_point, country) == 3
        assert [(h.person.name, h.has_left, h.open_actions) for h in found] == [
            ("Amina Diallo", True, 3),
            ("Badu Osei", False, 1),
        ]

    def test_the_office_is_told_once(self, kofi, amina, badu, work):
        assert tell_of_work_left_behind(now=timezone.now()) == 0
        leave(amina)
        assert tell_of_work_left_behind(now=timezone.now()) == 1
        tell_of_work_left_behind(now=timezone.now())
        with acting(SYSTEM):
            [notice] = Notice.objects.filter(kind="handover.needed")
        assert notice.recipient_id == kofi.pk
        assert notice.parameters == {"who": SYSTEM.name, "person": "Amina Diallo", "number": "3"}

    def test_nobody_is_told_of_who_still_serves_in_another_post(self, kofi, amina, office, work):
        leave(amina)
        person_again = Membership(
            user=amina, role=Role.OFFICIAL, country=office.country, institution=office
        )
        with acting(SYSTEM, reason="test"):
            person_again.save()
        assert tell_of_work_left_behind(now=timezone.now()) == 0


class TestPages:
    @pytest.fixture
    def signed_in(self, client, kofi):
        client.force_login(kofi)
        return client

    def test_the_step_and_its_note(self, signed_in, amina, badu, work):
        form = {"successor": str(badu.pk), f"to-{work[0].pk}": "nobody", "remarks": "Ask Yaa."}
        answer = signed_in.post(reverse("handover", args=[amina.pk]), form, follow=True)
        page = answer.content.decode()
        assert "3 actions handed over." in page
        assert "Ask Yaa." in page
        assert assignees(work) == [None, badu.pk, badu.pk]

    def test_what_was_typed_survives_a_refusal(self, signed_in, amina, badu, office):
        ActionFactory(office=office, assignee=amina, visibility="office")
        form = {"successor": str(badu.pk), "remarks": "Do not forget"}
        page = signed_in.post(reverse("handover", args=[amina.pk]), form).content.decode()
        assert "Do not forget" in page
        assert "could not see this action" in page

    def test_the_note_on_paper(self, signed_in, amina, badu, work):
        signed_in.post(reverse("handover", args=[amina.pk]), {"successor": str(badu.pk)})
        with acting(SYSTEM):
            note = HandoverNote.objects.get()
        answer = signed_in.get(reverse("handover-note-pdf", args=[note.pk]))
        assert answer["Content-Type"] == "application/pdf"
        assert_accessible(answer.content)

    def test_a_person_without_business_here_does_not_exist(self, signed_in, db):
        stranger = person(Role.COORDINATOR)
        assert signed_in.get(reverse("handover", args=[stranger.pk])).status_code == 404

    def test_my_work_warns_of_what_is_left(self, signed_in, amina, work):
        leave(amina)
        page = signed_in.get(reverse("my-work")).content.decode()
        assert "3 open actions are assigned to people who serve here no more." in page
