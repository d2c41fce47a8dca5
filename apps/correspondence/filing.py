"""What a mail becomes: an entry in the log of an action, or a new action, with its files."""

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.actions.models import Action
from apps.actions.quickadd import Draft, languages_of, read_line, resolve
from apps.actions.services import create_action, log_update
from apps.correspondence import raw_mail
from apps.correspondence.models import InboundMail
from apps.correspondence.parsing import Letter, UnreadableError, read_letter
from apps.correspondence.replies import bare_subject
from apps.countries.models import Country
from apps.evidence.intake import Taken, sort_out
from apps.evidence.services import attach_files
from focalpoint.actors import Actor
from focalpoint.visibility import Visibility

LONGEST_TITLE = 200


def log_mail(*, actor: Actor, mail: InboundMail, action: Action, letter: Letter) -> None:
    """Add the mail to the log of an action, and its files to its evidence, in the actor's name.

    A file that evidence refuses is named in the entry; it stays in the mail. Raises
    ``PermissionDenied``.
    """
    taken, note = _files_of(letter)
    text = "\n\n".join(filter(None, [entry_of(actor, mail), note]))
    log_update(actor=actor, action=action, text=text, reason=why(mail))
    _attach(actor, action, taken, why(mail))


def make_action(
    *, actor: Actor, mail: InboundMail, country: Country, draft: Draft, letter: Letter
) -> Action:
    """Log a new action as ``draft`` says it, described by the mail's text, its files as evidence.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    fields = draft.fields
    title = fields["title"]
    taken, note = _files_of(letter)
    text = "\n\n".join(filter(None, [entry_of(actor, mail), note]))
    if len(title) > LONGEST_TITLE:
        fields["title"] = f"{title[: LONGEST_TITLE - 1]}…"
        text = f"{title}\n\n{text}"
    action = create_action(
        actor=actor, country=country, description=text, reason=why(mail), **fields
    )
    _attach(actor, action, taken, why(mail))
    return action


def _files_of(letter: Letter) -> tuple[list[Taken], str]:
    """The files that evidence takes, and what is to be said of the others."""
    files = [ContentFile(file.content, file.name) for file in letter.attached]
    taken, refused = sort_out(files)
    if not refused:
        return taken, ""
    reasons = "\n".join(f"- {refusal}" for refusal in refused)
    return taken, _("Not kept as evidence:") + f"\n{reasons}"


def _attach(actor: Actor, action: Action, taken: list[Taken], reason: str) -> None:
    if not taken:
        return
    narrow = action.visibility == Visibility.OFFICE
    attach_files(
        actor=actor,
        target=action,
        files=[one.file for one in taken],
        visibility=Visibility.OFFICE if narrow else "",
        office=action.office if narrow else None,
        reason=reason,
    )


def draft_of(line: str, *, actor: Actor, country: Country, language: str) -> Draft:
    """A line as the quick add understands it. Raises ``ValidationError`` with its problems."""
    read = read_line(
        line, today=country.local_date(timezone.now()), languages=languages_of(language)
    )
    draft = resolve(read, actor=actor, country=country)
    if draft.problems:
        raise ValidationError(list(draft.problems))
    return draft


def line_of(mail: InboundMail) -> str:
    """The line that says an action: the subject, or the first line of a mail without one."""
    return bare_subject(mail.subject) or mail.text.strip().partition("\n")[0]


def entry_of(actor: Actor, mail: InboundMail) -> str:
    """The text as it is logged; it names the sender where somebody else files the mail."""
    text = mail.text or _("(no text)")
    if mail.sender_id is not None and mail.sender_id == actor.user_id:
        return text
    name = mail.sender_name or mail.sender_address or _("an unknown sender")
    address = f" <{mail.sender_address}>" if mail.sender_address and mail.sender_name else ""
    return _("E-mail from %(sender)s:") % {"sender": f"{name}{address}"} + f"\n\n{text}"


def why(mail: InboundMail) -> str:
    """The reason that the history keeps."""
    return _("By e-mail: %(subject)s") % {"subject": mail.subject or _("(no subject)")}


def sender_of(address: str) -> User | None:
    """The person who may sign in with an address."""
    if not address:
        return None
    return User.objects.filter(email=address.lower(), is_active=True).first()


def letter_of(mail: InboundMail) -> Letter:
    """A mail as it came, read once more. Raises ``ValidationError`` where its file has changed."""
    try:
        return read_letter(raw_mail.read(mail.file, sha256=mail.sha256))
    except (raw_mail.ChangedMailError, UnreadableError) as error:
        raise ValidationError(_("The file of this mail is not what came in.")) from error
