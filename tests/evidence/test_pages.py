"""What the pages of evidence show and do."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from apps.evidence import storage
from apps.evidence.models import Evidence, Opening, Revision
from apps.evidence.selectors import evidence_on
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.costs import at_most
from tests.evidence.conftest import upload
from tests.evidence.samples import EXE, PDF, png
from tests.factories import (
    ActionFactory,
    EvidenceFactory,
    LinkRevisionFactory,
    RevisionFactory,
    person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def web(client, amina):
    client.force_login(amina)
    return client


@pytest.fixture
def approving(client, kofi):
    """The focal point's browser."""
    client.force_login(kofi)
    return client


@pytest.fixture
def item(action):
    evidence = EvidenceFactory(office=action.office, action=action, title="The letter")
    RevisionFactory(
        evidence=evidence, name="رسالة الوزير.png", media_type="image/png", content=png()
    )
    return evidence


def add_page(action):
    return reverse("evidence-attach", args=["actions.action", action.pk])


def given(*files, **values):
    data = {"effective_on": "2026-03-02", "sensitivity": "ordinary", "visibility": ""}
    return {**data, "files": [upload(name, content) for name, content in files], **values}


def stored(model=Evidence):
    with acting(SYSTEM):
        return list(model.objects.order_by("pk"))


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


EDIT = {
    "title": "The minister's letter",
    "effective_on": "2026-03-03",
    "sensitivity": "ordinary",
    "visibility": "network",
    "version": "1",
    "reason": "Published",
}


def edit_page(item):
    return reverse("evidence-update", args=[item.pk])


def card(action):
    return reverse("evidence-card", args=["actions.action", action.pk])


class TestCard:
    def test_the_page_of_the_record_asks_for_it(self, web, action):
        assert f'hx-get="{card(action)}"' in web.get(action.get_absolute_url()).content.decode()

    def test_a_record_that_carries_none_or_is_not_seen_has_none(self, web, action):
        assert web.get(reverse("evidence-card", args=["unknown", action.pk])).status_code == 404
        foreign = ActionFactory()
        assert web.get(card(foreign)).status_code == 404

    def test_an_action_shows_what_proves_it_and_where_to_add(self, web, action, item):
        page = web.get(card(action))
        words = text_of(page)
        assert "The letter" in words
        assert "رسالة الوزير.png" in words
        assert add_page(action) in page.content.decode()

    def test_withdrawn_items_stand_apart(self, web, action):
        EvidenceFactory(
            office=action.office, action=action, status="withdrawn", withdrawal_reason="x"
        )
        assert "1 withdrawn" in text_of(web.get(card(action)))

    def test_who_only_reads_is_offered_nothing(self, client, office, action, item):
        client.force_login(person(Role.AUDITOR, office))
        page = client.get(card(action))
        assert "The letter" in text_of(page)
        assert add_page(action) not in page.content.decode()

    def test_however_many_items_it_costs_one_query(self, official, action):
        for _number in range(5):
            RevisionFactory(evidence=EvidenceFactory(office=action.office, action=action))
        with acting(official), at_most(1):
            found = evidence_on(action, official)
            assert [item.latest_name for item in found.items] == ["letter.txt"] * 5

    def test_a_damaged_file_is_told_on_the_card_the_item_and_the_list(self, web, action, item):
        with acting(SYSTEM, reason="found"):
            Revision.objects.update(damaged_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        assert "not what was handed in" in text_of(web.get(card(action)))
        assert "not what was handed in" in text_of(web.get(item.get_absolute_url()))
        assert "1 item has a file that is not what was handed in" in text_of(
            web.get(reverse("evidence-list"))
        )


class TestAttach:
    def test_several_files_at_once_without_a_script(self, web, action):
        answer = web.post(add_page(action), given(("law.pdf", PDF), ("map.png", png())))
        assert (answer.status_code, answer.url) == (302, f"{action.get_absolute_url()}#evidence")
        assert "2 files are added." in text_of(web.get(answer.url))
        assert [(e.title, e.effective_on) for e in stored()] == [
            ("law", dt.date(2026, 3, 2)),
            ("map", dt.date(2026, 3, 2)),
        ]

    def test_a_script_is_told_where_to_go(self, web, action):
        answer = web.post(
            add_page(action),
            given(("law.pdf", PDF)),
            headers={"X-Requested-With": "XMLHttpRequest"},
        )
        assert answer.status_code == 201
        assert answer["Location"] == f"{action.get_absolute_url()}#evidence"

    def test_each_refused_file_is_named_with_its_reason_and_what_was_typed_stays(
        self, web, action, evidence_root
    ):
        files = [("law.pdf", PDF), ("report.pdf", EXE), ("empty.txt", b"")]
        answer = web.post(add_page(action), given(*files, note="By courier"))
        assert answer.status_code == 422
        words = text_of(answer)
        assert "report.pdf: it is a program or a script, not a document." in words
        assert "empty.txt: the file is empty." in words
        assert 'value="By courier"' in answer.content.decode()
        assert stored() == []
        assert not [path for path in evidence_root.rglob("*") if path.is_file()]

    def test_without_a_file_it_says_so(self, web, action):
        data = given()
        del data["files"]
        answer = web.post(add_page(action), data)
        assert answer.status_code == 422
        assert "This field is required" in text_of(answer)

    def test_sensitivity_limits_visibility_on_the_field(self, approving, action):
        data = given(("law.pdf", PDF), sensitivity="sensitive", visibility="network")
        answer = approving.post(add_page(action), data)
        assert answer.status_code == 422
        assert "is shared no further than: My government" in text_of(answer)

    def test_the_day_is_proposed_by_the_capital(self, web, action):
        today = action.country.local_date(dt.datetime.now(dt.UTC))
        assert f'value="{today.isoformat()}"' in web.get(add_page(action)).content.decode()

    @pytest.mark.parametrize("kind", ["actions.nothing", "accounts.user"])
    def test_what_carries_no_evidence_has_no_such_page(self, web, action, kind):
        assert web.get(reverse("evidence-attach", args=[kind, action.pk])).status_code == 404

    def test_a_link(self, web, action):
        page = reverse("evidence-link", args=["actions.action", action.pk])
        data = given(url="example.org/gazette/12", title="Gazette 12")
        del data["files"]
        assert web.post(page, data).status_code == 302
        [revision] = stored(Revision)
        assert revision.url == "https://example.org/gazette/12"


class TestFile:
    def url(self, item, number=1, name="evidence-file"):
        return reverse(name, args=[item.pk, number])

    def test_it_is_given_out_with_headers_that_make_it_a_file_only(self, web, item):
        answer = web.get(self.url(item), headers={"Accept-Encoding": "gzip"})
        assert b"".join(answer.streaming_content) == png()
        assert answer["Content-Type"] == "image/png"
        assert answer["Content-Length"] == str(len(png()))
        assert answer["Content-Disposition"] == (
            "attachment; filename*=utf-8''"
            "%D8%B1%D8%B3%D8%A7%D9%84%D8%A9%20%D8%A7%D9%84%D9%88%D8%B2%D9%8A%D8%B1.png"
        )
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"
        policy = answer["Content-Security-Policy"]
        assert "sandbox" in policy
        assert "default-src 'none'" in policy
        assert "Content-Encoding" not in answer

    def test_a_name_cannot_break_out_of_its_header(self, web, action):
        evidence = EvidenceFactory(office=action.office, action=action)
        RevisionFactory(evidence=evidence, name='a";\\x.txt')
        answer = web.get(self.url(evidence))
        assert answer["Content-Disposition"] == 'attachment; filename="a\\";\\\\x.txt"'

    def test_old_revisions_are_given_out_too(self, web, item):
        RevisionFactory(evidence=item, number=2, content=b"second")
        assert b"".join(web.get(self.url(item, 1)).streaming_content) == png()
        assert b"".join(web.get(self.url(item, 2)).streaming_content) == b"second"

    def test_a_preview_is_inline_and_only_of_pictures_and_pdf(self, web, item):
        shown = web.get(self.url(item, name="evidence-preview"))
        assert shown["Content-Disposition"].startswith("inline")
        RevisionFactory(evidence=item, number=2)
        assert web.get(self.url(item, 2, "evidence-preview")).status_code == 404

    def test_a_tampered_file_is_refused_with_a_page_that_says_what_happens(self, web, item):
        [revision] = stored(Revision)
        path = storage.path_of(revision.pk)
        path.write_bytes(path.read_bytes()[:-1] + b"!")
        for name in ("evidence-file", "evidence-preview"):
            answer = web.get(self.url(item, name=name))
            assert answer.status_code == 409
            assert "not what was handed in" in text_of(answer)
            assert not answer.streaming
        assert stored(Revision)[0].is_damaged
        page = web.get(item.get_absolute_url()).content.decode()
        assert self.url(item) not in page
        assert self.url(item, name="evidence-preview") not in page

    def test_a_link_has_no_file(self, web, item):
        LinkRevisionFactory(evidence=item, number=2)
        assert web.get(self.url(item, 2)).status_code == 404

    def test_a_head_request_opens_nothing_for_long(self, web, item):
        answer = web.head(self.url(item))
        assert (answer.status_code, answer["Content-Length"]) == (200, str(len(png())))

    def test_no_file_lies_at_an_address_of_its_own(self, web, item):
        [revision] = stored(Revision)
        for address in ("/media/", "/static/", "/evidence/files/"):
            assert web.get(f"{address}{revision.pk.hex}").status_code == 404


class TestDetail:
    def test_it_shows_facts_preview_and_revisions_with_checksums(self, web, item):
        RevisionFactory(evidence=item, number=2, name="v2.txt")
        with acting(SYSTEM, reason="set-up"):
            Evidence.objects.filter(pk=item.pk).update(revision_number=2)
        page = web.get(item.get_absolute_url())
        words = text_of(page)
        first, second = stored(Revision)
        assert first.sha256 in words
        assert second.sha256 in words
        assert words.index("Revision 2") < words.index("Revision 1")
        assert "Draft bill" in words

    def test_a_picture_is_shown(self, web, item):
        preview = reverse("evidence-preview", args=[item.pk, 1])
        assert f'src="{preview}"' in web.get(item.get_absolute_url()).content.decode()

    def test_sensitive_evidence_is_shown_only_when_asked_for(self, web, amina, item):
        with acting(SYSTEM, reason="set-up"):
            Evidence.objects.update(sensitivity="sensitive")
        preview = reverse("evidence-preview", args=[item.pk, 1])
        page = web.get(item.get_absolute_url()).content.decode()
        assert preview not in page
        assert "recorded with your name" in page
        assert preview in web.get(item.get_absolute_url() + "?show=1").content.decode()
        assert stored(Opening) == []
        web.get(preview)
        [opening] = stored(Opening)
        assert (opening.user_id, opening.means) == (amina.pk, "preview")
        assert "Looked at" in text_of(web.get(reverse("evidence-history", args=[item.pk])))

    def test_an_auditor_sees_of_restricted_evidence_that_it_exists(self, client, office, item):
        with acting(SYSTEM, reason="set-up"):
            Evidence.objects.update(sensitivity="restricted", visibility="office")
        client.force_login(person(Role.AUDITOR, office))
        page = client.get(item.get_absolute_url())
        assert stored(Revision)[0].sha256 in text_of(page)
        assert reverse("evidence-file", args=[item.pk, 1]) not in page.content.decode()
        assert client.get(reverse("evidence-file", args=[item.pk, 1])).status_code == 403

    def test_its_price(self, web, item):
        web.get(item.get_absolute_url())
        with at_most(4):
            web.get(item.get_absolute_url())


class TestChange:
    def test_levels_that_one_may_not_choose_are_not_offered(self, client, item, amina, kofi):
        reason = "Only the focal point and the deputy share with the network."
        for url in (add_page(item.carrier.find(SYSTEM, item.target_id)), edit_page(item)):
            for user, may in ((amina, False), (kofi, True)):
                client.force_login(user)
                page = client.get(url).content.decode()
                assert ('<option value="network"' in page) == may
                assert (reason in page) != may
        client.force_login(amina)
        answer = client.post(edit_page(item), EDIT)
        assert answer.status_code == 422
        assert reason in answer.content.decode()

    def test_edit(self, approving, item):
        page, data = edit_page(item), EDIT
        assert approving.post(page, data).status_code == 302
        [found] = stored()
        assert (found.title, found.visibility) == ("The minister's letter", "network")
        assert approving.post(page, data | {"title": "Mine"}).status_code == 409
        assert "Published" in text_of(approving.get(reverse("evidence-history", args=[item.pk])))

    def test_revise(self, web, item):
        page = reverse("evidence-revise", args=[item.pk])
        data = {
            "file": upload("v2.pdf", PDF),
            "url": "",
            "effective_on": "2026-04-01",
            "note": "Signed",
            "version": "1",
        }
        answer = web.post(page, data)
        assert answer.status_code == 302
        assert "Revision 2 is added." in text_of(web.get(answer.url))
        assert [r.number for r in stored(Revision)] == [1, 2]

    @pytest.mark.parametrize("file", [None, ("x.pdf", EXE), ("x.pdf", b"")])
    def test_revise_with_nothing_or_a_bad_file_says_so(self, web, item, file):
        data = {"effective_on": "2026-04-01", "version": "1", "note": "Signed"}
        if file:
            data["file"] = upload(*file)
        answer = web.post(reverse("evidence-revise", args=[item.pk]), data)
        assert answer.status_code == 422
        assert 'value="Signed"' in answer.content.decode()
        assert len(stored(Revision)) == 1

    def test_withdraw_and_restore(self, web, item):
        page = reverse("evidence-withdraw", args=[item.pk])
        assert web.post(page, {"reason": "", "version": "1"}).status_code == 422
        assert web.post(page, {"reason": "Wrong file", "version": "1"}).status_code == 302
        shown = text_of(web.get(item.get_absolute_url()))
        assert "Wrong file" in shown
        assert "Restore" in shown
        web.post(reverse("evidence-restore", args=[item.pk]), {"version": "2"})
        assert stored()[0].status == "current"

    def test_a_stale_withdrawal_is_refused_and_said(self, web, item):
        with acting(SYSTEM, reason="meanwhile"):
            Evidence.objects.update(title="Other")
        answer = web.post(
            reverse("evidence-withdraw", args=[item.pk]), {"reason": "x", "version": "1"}
        )
        assert "Somebody changed this record meanwhile" in text_of(web.get(answer.url))
        assert stored()[0].status == "current"
