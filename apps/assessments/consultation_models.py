"""Consultation of civil society on one assessment: what is asked, who is asked, what came of it.

What the focal point's office works with stands here. What a contributor drafts, and what lets them
in, is sealed and stands in ``contribution_models``: an anonymous answer comes over without any sign
of whose it was.
"""

import datetime as dt
import uuid
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.catalogue.models import Item
from apps.countries.models import StateRecord
from focalpoint.db.fields import DueField
from focalpoint.history import tracked
from focalpoint.records import Record, Transitions, append_only
from focalpoint.scope import Scope, ScopedQuerySet

# Characters.
LONGEST_INTRODUCTION = 10_000
LONGEST_REASON = 2_000
LONGEST_RESPONSE = 4_000
SHORTEST_LIMIT, USUAL_LIMIT, LONGEST_ANSWER = 100, 4_000, 20_000


class ConsultationStatus(models.TextChoices):
    """Where a consultation stands."""

    PREPARED = "prepared", _("In preparation")
    OPEN = "open", _("Open for answers")
    CLOSED = "closed", _("Closed, being answered")
    ANSWERED = "answered", _("Answered")


class Wish(models.TextChoices):
    """Who may know whose answer it is."""

    NAMED = "named", _("With our name")
    CONFIDENTIAL = "confidential", _("In confidence")
    ANONYMOUS = "anonymous", _("Anonymously")


class Moderation(models.TextChoices):
    """Whether a submission counts."""

    WAITING = "waiting", _("To be looked at")
    ACCEPTED = "accepted", _("Accepted")
    SET_ASIDE = "set_aside", _("Set aside")


class Outcome(models.TextChoices):
    """What the State made of a submission."""

    TAKEN_UP = "taken_up", _("Taken up")
    PARTLY = "partly", _("Taken up in part")
    NOT_TAKEN_UP = "not_taken_up", _("Not taken up")


def asked_stays() -> pgtrigger.Trigger:
    """What contributors are asked is not changed once they are asked."""
    return pgtrigger.Trigger(
        name="asked_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("state", "text"), ("whole", "uuid")],
        func="""
            IF TG_OP = 'INSERT' THEN whole = NEW.consultation_id;
            ELSE whole = OLD.consultation_id; END IF;
            SELECT status INTO state FROM assessments_consultation WHERE id = whole FOR SHARE;
            IF state IS DISTINCT FROM 'prepared' THEN
                RAISE EXCEPTION 'The questions have been put already'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'asked_stays';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


@tracked()
class Consultation(StateRecord):
    """Questions to civil society about one assessment, put until a day; the office's own work."""

    assessment = models.ForeignKey(
        "assessments.Assessment", models.PROTECT, related_name="consultations"
    )
    title = models.CharField(_("title"), max_length=200)
    introduction = models.TextField(
        _("introduction"),
        blank=True,
        validators=[MaxLengthValidator(LONGEST_INTRODUCTION)],
        help_text=_("What contributors read first: what it is for, and what becomes of answers."),
    )
    closes_on = DueField(
        _("answers until"), help_text=_("Contributors may answer until the end of this day.")
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=ConsultationStatus.choices,
        default=ConsultationStatus.PREPARED,
        editable=False,
    )
    opened_on = models.DateField(_("opened"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    # Counted when it closes: before that nobody learns how many answered anonymously.
    contributors = models.PositiveIntegerField(_("contributors"), default=0, editable=False)
    anonymous = models.PositiveIntegerField(_("anonymous contributors"), default=0, editable=False)

    scope = Scope(desk=True, shared=False, guest_at="id")
    TRANSITIONS: ClassVar[Transitions] = {
        ConsultationStatus.PREPARED: {ConsultationStatus.OPEN},
        ConsultationStatus.OPEN: {ConsultationStatus.CLOSED},
        # Closed for good: answers that trickle in afterwards would tell whose they are.
        ConsultationStatus.CLOSED: {ConsultationStatus.ANSWERED},
        ConsultationStatus.ANSWERED: set(),
    }

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        indexes: ClassVar = [
            models.Index(fields=["status", "closes_on"], name="consultation_close")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultation-detail", args=[self.pk])

    def takes_answers(self, now: dt.datetime) -> bool:
        """Whether contributors may write: open, and its last day has not ended in the capital."""
        is_open = self.status == ConsultationStatus.OPEN
        return is_open and self.country.local_date(now) <= self.closes_on


@tracked()
class ConsultationQuestion(Record):
    """One question; it stands as it is once contributors are asked."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    text = models.CharField(_("question"), max_length=1_000)
    help = models.TextField(
        _("explanation"), blank=True, validators=[MaxLengthValidator(LONGEST_REASON)]
    )
    item = models.ForeignKey(
        Item,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("risk factor or indicator"),
    )
    required = models.BooleanField(_("must be answered"), default=False)
    max_length = models.PositiveIntegerField(
        _("longest answer"),
        default=USUAL_LIMIT,
        validators=[MinValueValidator(SHORTEST_LIMIT), MaxValueValidator(LONGEST_ANSWER)],
        help_text=_("In characters."),
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="consultation")

    class Meta:
        ordering = ("order", "id")
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        triggers: ClassVar = [asked_stays()]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return f"{self.consultation.get_absolute_url()}#question-{self.pk}"


class InvitationState(models.TextChoices):
    """What the office sees of an invitation; whether it was opened is the contributor's affair."""

    WAITING = "waiting", _("Leaves when it opens")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    UNDELIVERED = "undelivered", _("Not delivered")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")


@tracked()
class ConsultationInvitation(Record):
    """One person asked, by a link of their own. It says nothing of what they did with it."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="invitations")
    name = models.CharField(_("name"), max_length=150)
    organisation = models.CharField(_("organisation"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language of the mail"), max_length=8, default="en")
    # Each issue of the link has its own secret.
    edition = models.PositiveSmallIntegerField(default=1, editable=False)
    expires_at = models.DateTimeField(_("expires"), editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    # That the mail with the present link came back, and what the server said.
    undelivered_at = models.DateTimeField(_("not delivered"), null=True, blank=True, editable=False)
    undelivered_answer = models.CharField(
        _("the server's answer"), max_length=500, blank=True, default="", editable=False
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="consultation", guest="id")

    class Meta:
        ordering = ("organisation", "name", "id")
        verbose_name = _("invitation to a consultation")
        verbose_name_plural = _("invitations to a consultation")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["consultation", "email"],
                name="one_invitation_per_address",
                violation_error_message=_("This address is invited already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.name})" if self.organisation else self.name

    @property
    def is_open(self) -> bool:
        """Whether its link lets the person in."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def state(self) -> InvitationState:
        """Where it stands now."""
        if self.revoked_at:
            return InvitationState.WITHDRAWN
        if self.sent_at is None:
            if self.consultation.status == ConsultationStatus.PREPARED:
                return InvitationState.WAITING
            return InvitationState.SENDING
        if not self.is_open:
            return InvitationState.EXPIRED
        return InvitationState.UNDELIVERED if self.undelivered_at else InvitationState.SENT


@tracked()
class Submission(Record):
    """One answer as the office has it, with what became of it.

    ``author`` is empty where the contributor wished to be anonymous: such rows come all together
    when the consultation closes, under random keys, so that neither order nor time tells whose.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="submissions")
    question = models.ForeignKey(ConsultationQuestion, models.PROTECT, related_name="submissions")
    author = models.ForeignKey(
        ConsultationInvitation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name=_("contributor"),
    )
    wish = models.CharField(_("wish"), max_length=12, choices=Wish.choices)
    text = models.TextField(_("answer"), validators=[MaxLengthValidator(LONGEST_ANSWER)])
    status = models.CharField(
        _("moderation"), max_length=9, choices=Moderation.choices, default=Moderation.WAITING
    )
    set_aside_reason = models.TextField(
        _("why it is set aside"), blank=True, validators=[MaxLengthValidator(LONGEST_REASON)]
    )
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    moderated_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=12, choices=Outcome.choices, blank=True, default=""
    )
    response = models.TextField(
        _("response"), blank=True, validators=[MaxLengthValidator(LONGEST_RESPONSE)]
    )
    responded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    responded_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="consultation", guest_list="assessments.Contribution.submissions")
    TRANSITIONS: ClassVar[Transitions] = {
        # Back to be looked at where the contributor changed the text.
        Moderation.WAITING: {Moderation.ACCEPTED, Moderation.SET_ASIDE},
        Moderation.ACCEPTED: {Moderation.SET_ASIDE, Moderation.WAITING},
        Moderation.SET_ASIDE: {Moderation.ACCEPTED, Moderation.WAITING},
    }

    class Meta:
        ordering = ("question__order", "question_id", "id")
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(wish=Wish.ANONYMOUS, author=None)
                | ~Q(wish=Wish.ANONYMOUS) & Q(author__isnull=False),
                name="anonymous_names_nobody",
            ),
            models.UniqueConstraint(
                fields=["question", "author"], name="one_submission_per_question"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author_words}: {self.question}"

    def get_absolute_url(self) -> str:
        return reverse("submission-detail", args=[self.consultation_id, self.pk])

    @property
    def author_words(self) -> Any:
        """Who wrote it, as the office may know it."""
        return str(self.author) if self.author is not None else _("A contributor")


@tracked()
class ConsultationRecord(StateRecord):
    """The answered consultation as the State published it; immutable but for who reads it."""

    consultation = models.OneToOneField(Consultation, models.PROTECT, related_name="record")
    title = models.CharField(_("title"), max_length=200)
    content = models.JSONField(_("content"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(_("published"))

    class Meta:
        ordering = ("-published_at",)
        verbose_name = _("record of a consultation")
        verbose_name_plural = _("records of consultations")
        triggers: ClassVar = append_only(except_for=["visibility"])

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultation-record", args=[self.pk])
