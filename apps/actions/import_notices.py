"""What people are told of an import: how much of its work is theirs now."""

import uuid
from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.actions.import_models import ActionImport
from apps.reminders.notices import notify
from focalpoint.actors import Actor
from focalpoint.notices import (
    Channel,
    NoticeKind,
    Subject,
    SubjectLine,
    line_of,
    register,
    register_subject,
)

IMPORTED = "import.assigned"


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectLine]:
    """The facts of those imports that ``actor`` may see; they lead to the actor's own work."""
    batches = ActionImport.objects.visible_to(actor).filter(pk__in=ids)
    return {
        batch.pk: line_of(
            batch,
            title=gettext("Import of %(file)s") % {"file": batch.file_name},
            url=f"{reverse('action-list')}?assignee=me",
        )
        for batch in batches.select_related("country")
    }


def tell_of_import(*, actor: Actor, batch: ActionImport, people: Mapping[uuid.UUID, int]) -> None:
    """Tell each person how many actions of an import are theirs now, in one notice."""
    for person, number in people.items():
        notify(
            actor=actor,
            recipients=[person],
            kind=IMPORTED,
            subject=batch,
            parameters={"number": str(number)},
            occasion=batch.pk,
        )


register_subject(Subject("import", ActionImport, lines))
register(
    NoticeKind(
        IMPORTED,
        "import",
        _("An import assigns actions to me"),
        _("%(who)s assigned actions to you by an import: %(number)s"),
        "table-import",
        Channel.AT_ONCE,
    )
)
