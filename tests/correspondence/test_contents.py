"""What is read out of mails of every kind, from the server process to log and evidence."""

from email.message import EmailMessage

import pytest

from apps.actions.models import ActionUpdate
from apps.correspondence.models import Reason, Status
from apps.evidence.models import Evidence
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.correspondence.conftest import applied
from tests.correspondence.letters import (
    PDF,
    PHOTO,
    PNG,
    html_only,
    letter,
    passing_on,
    raw_letter,
    with_files,
    with_picture,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def _people(amina, action):
    """Whoever writes is known, and what they write about exists."""


def logged(action) -> str:
    mail = applied()
    assert (mail.status, mail.reason) == (Status.APPLIED, Reason.UPDATE), mail.detail
    with acting(SYSTEM):
        return ActionUpdate.objects.get(action=action).text


def evidence_of(action):
    with acting(SYSTEM):
        rows = Evidence.objects.filter(target_id=action.pk).order_by("title")
        return [item.title for item in rows]


class TestText:
    def test_plain(self, send, address, action):
        send(letter(address, text="First line.\n\nSecond.\n-- \nAmina Diallo\nOffice"), address)
        assert logged(action) == "First line.\n\nSecond."

    def test_html_only(self, send, address, action):
        html = (
            "<html><head><style>p {color: red}</style><title>x</title></head><body>"
            "<p>The <b>minister</b> agreed.</p><ul><li>Cabinet<li>Parliament</ul>"
            '<script>alert(1)</script><a href="https://law.example/bill">The bill</a></body>'
        )
        send(html_only(address, html), address)
        text = logged(action)
        assert "The minister agreed." in text
        assert "- Cabinet\n" in text
        assert "The bill <https://law.example/bill>" in text
        assert "alert" not in text
        assert "color" not in text

    @pytest.mark.parametrize(
        "quotation",
        [
            "On Mon, 2 Nov 2026 at 08:00, FocalPoint <n@x.example> wrote:\n> Dear Amina,\n> due",
            "Le lun. 2 nov. 2026 à 08:00, FocalPoint <n@x.example> a écrit :\n> Bonjour,\n> dû",
            "El lun, 2 nov 2026 a las 8:00, FocalPoint (<noreply@x.example>) escribió:\n> Hola,",
            "في 2 نوفمبر 2026 08:00، كتب FocalPoint <noreply@x.example>:\n> تذكير\n> موعد",
            "-----Original Message-----\nFrom: FocalPoint <noreply@x.example>\n"
            "Sent: Monday\nTo: Amina\nSubject: due\n\nDear Amina,",
            "> Dear Amina,\n> these deadlines need your attention",
        ],
    )
    def test_what_is_quoted_is_left_out(self, send, address, action, quotation):
        send(letter(address, text=f"The minister agreed.\n\n{quotation}\n"), address)
        assert logged(action) == "The minister agreed."

    def test_an_answer_below_the_quotation_is_found(self, send, address, action):
        text = "On Mon, 2 Nov 2026 at 08:00, FP <n@x.example> wrote:\n> Due today\n\nIt is done."
        send(letter(address, text=text), address)
        assert logged(action) == "It is done."

    def test_what_is_passed_on_is_kept_whole(self, send, address, action):
        text = "FYI\n\n---------- Forwarded message ---------\nFrom: A <a@x.example>\n\nWe agree."
        send(letter(address, subject="Fwd: answer", text=text), address)
        assert "We agree." in logged(action)

    def test_a_quotation_in_html_is_left_out(self, send, address, action):
        html = (
            "<p>Agreed.</p><p>On Monday at 8:00 FP wrote:</p><blockquote type=cite>Due</blockquote>"
        )
        send(html_only(address, html), address)
        assert logged(action) == "Agreed."

    @pytest.mark.parametrize(
        ("charset", "text"),
        [
            ("utf-8", "وافق الوزير على المشروع"),
            ("windows-1256", "وافق الوزير"),
            ("koi8-r", "Министр согласен"),
            ("gb18030", "部长同意了"),
            ("iso-2022-jp", "大臣は同意した"),
            ("iso-8859-1", "Le ministère a répondu"),
        ],
    )
    def test_scripts_and_charsets(self, send, address, action, charset, text):
        message = letter(address, text=None, subject=text)
        message.set_content(text, charset=charset, cte="base64")
        send(message, address)
        assert logged(action) == text
        assert applied_subject() == text

    @pytest.mark.parametrize(
        ("declared", "body", "text"),
        [
            ("x-unknown", "répondu".encode(), "répondu"),
            ("utf-8", "répondu".encode("cp1252"), "répondu"),
            ("us-ascii", "réponse".encode(), "réponse"),
            ("", "réponse".encode(), "réponse"),
        ],
    )
    def test_a_charset_that_is_wrong(self, send, address, action, declared, body, text):
        kind = f'Content-Type: text/plain; charset="{declared}"\r\n' if declared else ""
        head = f"MIME-Version: 1.0\r\n{kind}Content-Transfer-Encoding: 8bit\r\n"
        send(raw_letter(address, head, body + b"\r\n"), address)
        assert logged(action) == text

    def test_characters_that_nobody_sees_are_taken_out(self, send, address, action):
        send(letter(address, text="Paid \u202e001 €\x00\x07 \u2066today\n"), address)
        assert logged(action) == "Paid 001 € today"


def applied_subject():
    return applied().subject


class TestFiles:
    def test_attachments_become_evidence(self, send, address, action):
        files = [("Draft law.pdf", "application/pdf", PDF), ("note.txt", "text/plain", b"A note.")]
        send(with_files(address, *files), address)
        assert logged(action) == "The minister's office replied."
        assert len(evidence_of(action)) == 2

    def test_attachments_alone_are_enough(self, send, address, action):
        send(with_files(address, ("law.pdf", "application/pdf", PDF), text=""), address)
        logged(action)
        assert len(evidence_of(action)) == 1

    def test_what_evidence_refuses_is_named_and_the_rest_kept(self, send, address, action):
        program = b"MZ" + bytes(200)
        files = [("law.pdf", "application/pdf", PDF), ("run.exe", "application/pdf", program)]
        send(with_files(address, *files), address)
        text = logged(action)
        assert "Not kept as evidence:" in text
        assert "run.exe" in text
        assert len(evidence_of(action)) == 1

    @pytest.mark.parametrize(
        "disposition",
        [
            "attachment; filename*=utf-8''%D9%82%D8%A7%D9%86%D9%88%D9%86.pdf",
            'attachment; filename="=?utf-8?b?2YLYp9mG2YjZhi5wZGY=?="',
            "attachment; filename*0*=utf-8''%D9%82%D8%A7; filename*1*=%D9%86%D9%88%D9%86.pdf",
            'attachment; filename="../../etc/قانون.pdf"',
        ],
    )
    def test_names_in_every_encoding(self, send, address, action, disposition):
        head = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n'
        body = (
            b"--b\r\nContent-Type: text/plain\r\n\r\nSee the law.\r\n--b\r\n"
            b"Content-Type: application/pdf\r\nContent-Disposition: "
            + disposition.encode()
            + b"\r\n\r\n"
            + PDF.replace(b"\n", b"\r\n")
            + b"\r\n--b--\r\n"
        )
        send(raw_letter(address, head, body), address)
        assert logged(action) == "See the law."
        assert "قانون" in evidence_of(action)[0]

    def test_a_picture_in_the_text_is_evidence_and_a_logo_is_not(self, send, address, action):
        send(with_picture(address, PHOTO), address)
        logged(action)
        assert len(evidence_of(action)) == 1

    def test_a_logo_is_none(self, send, address, action):
        send(with_picture(address, PNG), address)
        logged(action)
        assert evidence_of(action) == []

    def test_a_mail_that_is_passed_on_as_a_file(self, send, address, action):
        inner = letter("amina@example.org", sender="minister@justice.example", text="We agree.")
        send(passing_on(address, inner), address)
        mail = applied()
        assert mail.status == Status.APPLIED
        assert mail.text == "We agree."
        assert mail.attachments[0]["name"] == "Re Draft bill.eml"


class TestMalformed:
    def held(self):
        mail = applied()
        assert mail.status == Status.HELD
        return mail.reason

    def test_nothing_at_all(self, send, address):
        send(b"\r\n", address)
        assert self.held() == Reason.MALFORMED

    def test_no_text_no_subject_no_file(self, send, address):
        send(letter(address, subject="", text=""), address)
        assert self.held() == Reason.EMPTY

    def test_a_subject_alone_is_no_update(self, send, address):
        send(letter(address, text="\n \n"), address)
        assert self.held() == Reason.EMPTY

    def test_no_sender(self, send, address):
        send(raw_letter(address, sender="undisclosed"), address)
        assert self.held() == Reason.MALFORMED

    def test_two_senders(self, send, address):
        send(raw_letter(address, sender="amina@example.org, minister@x.example"), address)
        assert self.held() == Reason.MALFORMED

    def test_garbage_instead_of_headers(self, send, address):
        send(b"\xff\xfe\x00garbage without any header\r\n\r\n\x00\x01", address)
        assert self.held() == Reason.MALFORMED

    def test_parts_without_end_within_parts_without_end(self, send, address):
        body = b"".join(
            b'--b%d\r\nContent-Type: multipart/mixed; boundary="b%d"\r\n\r\n' % (n, n + 1)
            for n in range(3_000)
        )
        head = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b0"\r\n'
        send(raw_letter(address, head, body), address)
        assert self.held() == Reason.MALFORMED

    def test_more_parts_than_any_person_attaches(self, send, address):
        message = EmailMessage()
        for name, value in letter(address).items():
            if not name.lower().startswith(("content-", "mime-")):
                message[name] = value
        message.set_content("Many.")
        for number in range(250):
            message.add_attachment(b"x", "text", "plain", filename=f"{number}.txt")
        send(message, address)
        assert self.held() == Reason.MALFORMED

    @pytest.mark.parametrize(
        "head",
        [
            "Subject: =?utf-8?q?=FF=FE?=\r\n",
            "Subject: =?nonsense?b?!!!?=\r\n",
            "Content-Type: text/plain; charset=\r\n",
            "Content-Type: ;;;\r\n",
            "Content-Type: text/plain; name*0*=\r\n",
            "Content-Transfer-Encoding: base65\r\n",
            "Date: the day before yesterday\r\n",
            "References: <<>>> <a@b> \r\n",
            "X-Long: " + "x" * 20_000 + "\r\n",
        ],
    )
    def test_headers_that_nobody_should_write_do_not_matter(self, send, address, action, head):
        send(raw_letter(address, head), address)
        assert logged(action) == "Text."

    def test_base64_that_is_broken_is_read_as_far_as_it_goes(self, send, address, action):
        head = "MIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n"
        send(raw_letter(address, head, b"QWdyZWVkLg=\r\n"), address)
        assert logged(action)
