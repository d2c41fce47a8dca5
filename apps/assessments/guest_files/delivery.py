"""How files reach the office: with the answers that they belong to, and not before."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from uuid import UUID

from apps.assessments.consultation_models import Consultation, Submission
from apps.assessments.contribution_models import Contribution
from apps.assessments.guest_file_models import GuestFile, SubmissionFile

FACTS = ("media_type", "size", "sha256", "content")


def take_in_files(draft: Contribution) -> None:
    """Let what is attached now be what was handed in. In the system's name, as all here."""
    files = GuestFile.objects.filter(invitation=draft.invitation_id)
    files.filter(removed=True).delete()
    files.update(handed_in=True)


def bring_files(row: Submission, draft: Contribution) -> bool:
    """Give the answer of somebody whom the office knows the files that they handed in.

    Whether that changed anything: what was judged was another answer then.
    """
    handed = GuestFile.objects.filter(
        invitation=draft.invitation_id, question=row.question_id, handed_in=True
    )
    wanted = {each.sha256: each for each in handed}
    known = {each.sha256: each for each in row.files.defer("content")}
    for sha256, file in known.items():
        if sha256 not in wanted:
            file.delete()
    new = [file for sha256, file in wanted.items() if sha256 not in known]
    for file in new:
        _copy(row, file, file.name).save(force_insert=True)
    return bool(new) or bool(known.keys() - wanted.keys())


def bring_files_unnamed(rows: Iterable[tuple[Contribution, Submission]]) -> None:
    """Give anonymous answers, in the order of ``rows``, their files under names that tell nothing.

    One answer at a time, since a consultation's files need not fit into memory.
    """
    answers = list(rows)
    drafts = [draft.invitation_id for draft, _row in answers]
    with_files = set(
        GuestFile.objects.filter(invitation__in=drafts, handed_in=True).values_list(
            "invitation", "question"
        )
    )
    for draft, row in answers:
        if (draft.invitation_id, UUID(str(row.question_id))) not in with_files:
            continue
        handed = GuestFile.objects.filter(
            invitation=draft.invitation_id, question=row.question_id, handed_in=True
        )
        for number, file in enumerate(handed.order_by("sha256"), 1):
            suffix = PurePath(file.name).suffix
            _copy(row, file, f"attachment-{number}{suffix}").save(force_insert=True)


def let_go_of_files(consultation: Consultation) -> None:
    """Keep no second copy once the office has what was handed in, and no file that was not."""
    files = GuestFile.objects.filter(invitation__consultation=consultation)
    files.filter(handed_in=False).delete()
    files.update(content=b"", removed=False)


def files_by_question(files: Iterable[GuestFile]) -> dict[str, list[GuestFile]]:
    """Files by the id of the question that they belong to."""
    found: dict[str, list[GuestFile]] = defaultdict(list)
    for file in files:
        found[str(file.question_id)].append(file)
    return found


def _copy(row: Submission, file: GuestFile, name: str) -> SubmissionFile:
    facts: dict[str, Any] = {fact: getattr(file, fact) for fact in FACTS}
    return SubmissionFile(submission=row, name=name, **facts)
