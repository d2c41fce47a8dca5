"""The writers of unsaved texts: kept while somebody types, gone once it is saved."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.assessments.independent_models import RatingRequest
from apps.assessments.unsaved.kinds import Form
from apps.assessments.unsaved_models import KEPT_DAYS, UnsavedText
from focalpoint.actors import SYSTEM, Actor
from focalpoint.policies import authorize
from focalpoint.refusals import refuse_unknown
from focalpoint.services import writing


@dataclass(frozen=True)
class Page:
    """The page that writes: its own name, its count, and the revision that it knows of."""

    writer: uuid.UUID
    sequence: int
    seen: int


@dataclass(frozen=True)
class Kept:
    """Whether a text was kept; ``revision`` is that of what is kept now.

    ``is_own``: where it was not, a later text of the same page is kept.
    """

    is_kept: bool
    revision: int
    is_own: bool = False


def keep_text(
    *, actor: Actor, form: Form, values: Mapping[str, str], version: int, page: Page
) -> Kept:
    """Keep what a person has typed so far, unless what is kept already is newer.

    Of one page the later count wins, whatever comes in when; another page must know of what is
    kept. Raises ``PermissionDenied``, and ``ValidationError`` for unknown forms and fields or where
    nothing can be saved in the form any more.
    """
    authorize(actor, form.verb, form.whole)
    _refuse_late(form)
    refuse_unknown(values, form.fields)
    now = timezone.now()
    text = {
        "values": {name: _storable(value) for name, value in values.items()},
        "base_version": version,
        "writer": page.writer,
        "sequence": page.sequence,
        "kept_at": now,
        "begun_at": now,
    }
    with writing(actor, event="text.kept"):
        if _rewrite(actor, form, page, text):
            return _kept(actor, form, page, is_kept=True)
        if page.seen == 0 and _insert(actor, form, text):
            return Kept(True, 1, True)
        # Made in between, perhaps: by an earlier text of this page that was long on its way.
        return _kept(actor, form, page, is_kept=_rewrite(actor, form, page, text))


def forget_text(
    *,
    actor: Actor,
    form: Form,
    writer: uuid.UUID | None = None,
    revision: int | None = None,
) -> None:
    """Forget the text of a form that was saved or thrown away, and whatever of it comes in late.

    ``writer`` spares the text of another page than that one, but for the ``revision`` that the page
    took up.
    """
    nothing: dict[str, Any] = {
        "values": {},
        "writer": None,
        "sequence": 0,
        "kept_at": timezone.now(),
        "begun_at": None,
    }
    with writing(actor, event="text.forgotten"):
        rows = texts_of(actor, form)
        if writer is not None:
            rows = rows.filter(Q(writer=writer) | Q(writer=None) | Q(revision=revision))
        if rows.update(**nothing, revision=F("revision") + 1) or texts_of(actor, form).exists():
            return
        # Where another page has kept one just now, that text stays.
        _insert(actor, form, {**nothing, "base_version": 0})


def purge_texts(*, now: dt.datetime) -> int:
    """Delete what nobody took up for ``KEPT_DAYS``; how many there were."""
    with writing(SYSTEM, event="texts.purged"):
        old = UnsavedText.objects.visible_to(SYSTEM)
        number, _each = old.filter(kept_at__lt=now - dt.timedelta(days=KEPT_DAYS)).delete()
    return int(number)


def texts_of(actor: Actor, form: Form) -> QuerySet[UnsavedText]:
    """The unsaved text of ``actor`` in one form: one row, or none."""
    rows: QuerySet[UnsavedText] = UnsavedText.objects.visible_to(actor)
    return rows.filter(user_id=_person(actor), part=form.part, code=form.code, **form.place)


def _person(actor: Actor) -> uuid.UUID:
    if actor.user_id is None:
        raise PermissionDenied(_("Only people write texts."))
    return actor.user_id


def _rewrite(actor: Actor, form: Form, page: Page, text: Mapping[str, Any]) -> bool:
    """One statement, so that of two at once the later count stands, whichever comes first."""
    later = Q(writer=page.writer, sequence__lt=page.sequence)
    informed = Q(revision=page.seen) & ~Q(writer=page.writer)
    rows = texts_of(actor, form).filter(later | informed)
    begun = Case(When(writer=page.writer, then=F("begun_at")), default=text["begun_at"])
    return bool(rows.update(**{**text, "begun_at": begun}, revision=F("revision") + 1))


def _insert(actor: Actor, form: Form, text: Mapping[str, Any]) -> bool:
    """Make the row of a form; whether there was none."""
    try:
        with transaction.atomic():
            _new(actor, form, **text).save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _new(actor: Actor, form: Form, **text: Any) -> UnsavedText:
    if not form.is_known(actor):
        raise ValidationError(_("This form is not known."))
    return UnsavedText(
        user_id=_person(actor),
        country_id=form.whole.country_id,
        part=form.part,
        code=form.code,
        **form.place,
        **text,
    )


def _kept(actor: Actor, form: Form, page: Page, *, is_kept: bool) -> Kept:
    row = texts_of(actor, form).values_list("revision", "writer").first()
    revision, writer = row or (0, None)
    return Kept(is_kept, revision, writer == page.writer)


def _refuse_late(form: Form) -> None:
    if form.is_open:
        return
    if isinstance(form.whole, RatingRequest):
        raise ValidationError(_("Nothing more can be written here."))
    raise ValidationError(_("This assessment is no draft any more."))


def _storable(text: str) -> str:
    """The text without what JSON in the database cannot hold."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
