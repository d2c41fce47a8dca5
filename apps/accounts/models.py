"""Users, their dated memberships, invitations, and API tokens."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext_lazy as _

# Models are found through this module.
from apps.accounts.outgoing_models import MailPace as MailPace
from apps.accounts.outgoing_models import OutgoingMail as OutgoingMail
from apps.countries.models import Country, Institution
from focalpoint.db.fields import DayField
from focalpoint.history import tracked
from focalpoint.ids import uuid7
from focalpoint.records import Record
from focalpoint.roles import NETWORK_ROLES, STATE_ROLES, Role
from focalpoint.scope import Scope, ScopedQuerySet
from focalpoint.time_zones import validate_time_zone


class UserManager(BaseUserManager["User"]):
    """Users sign in by e-mail; addresses are compared without case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


def new_session_salt() -> str:
    """What the sessions of a user are bound to, beside the password."""
    return get_random_string(16)


@tracked(exclude=["password", "last_login", "session_salt"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in; what they may do comes from their memberships."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=8, default="en")
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    # The address to which mail comes back for good. It says nothing of the address that the person
    # has changed to since.
    failing_email = models.EmailField(_("failing address"), blank=True, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True, editable=False)
    failing_answer = models.CharField(
        _("the server's answer"), max_length=500, blank=True, editable=False
    )
    # Another salt ends every session at once, wherever sessions are kept.
    session_salt = models.CharField(max_length=16, default=new_session_salt, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        ordering = ("name",)
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="email_in_lower_case")
        ]

    def __str__(self) -> str:
        # Names travel in mails to others: whoever has none, or gave an address for it, keeps that.
        return (self.name or self.email).partition("@")[0]

    @property
    def email_fails(self) -> bool:
        """Whether no mail reaches the person: the last one came back, and nothing changed since."""
        return bool(self.failing_email) and self.failing_email == self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        mac = salted_hmac(
            "focalpoint.session",
            f"{self.password} {self.session_salt}",
            secret=secret,
            algorithm="sha256",
        )
        return mac.hexdigest()

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


# Where a role is held; the same rule for memberships and for invitations to one.
IN_A_STATE_OR_THE_NETWORK = Q(country=None, institution=None, role__in=sorted(NETWORK_ROLES)) | Q(
    country__isnull=False, institution__isnull=False, role__in=sorted(STATE_ROLES)
)
IN_A_STATE_OR_THE_NETWORK_MESSAGE = _(
    "A role of a State needs the State and one of its institutions;"
    " a role of the network has neither."
)


def end_of(day: dt.date) -> dt.datetime:
    """The last instant of a day in UTC."""
    return dt.datetime.combine(day, dt.time.max, dt.UTC)


class MembershipQuerySet(ScopedQuerySet):
    """Memberships; in force from ``starts_on`` to the end of ``ends_on``, or until ``ended_at``."""

    def in_force(self, on: dt.date | None = None) -> "MembershipQuerySet":
        """Those that hold on a date (today in UTC by default) for users who may still sign in."""
        day = on or timezone.now().date()
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gte=day),
            Q(ended_at=None) | Q(ended_at__gt=end_of(day)),
            starts_on__lte=day,
            user__is_active=True,
        )

    def standing(self) -> "MembershipQuerySet":
        """Those that hold today or will hold one day: what has not ended."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.now().date()), ended_at=None)


@tracked()
class Membership(Record):
    """A role that a person holds in an institution of a State, or in the network."""

    user = models.ForeignKey(
        User, models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("State"),
    )
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("institution"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    starts_on = DayField(_("from"), default=dt.date.today)
    ends_on = DayField(_("until"), null=True, blank=True)
    # Set when a membership is ended by hand: access ends at that instant, not at midnight.
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()
    scope = Scope(office=None, visibility=None, own="user", administered=True)

    class Meta:
        ordering = ("starts_on",)
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        indexes: ClassVar = [
            models.Index(fields=["country", "role"], name="membership_country_role")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=IN_A_STATE_OR_THE_NETWORK,
                name="membership_in_a_state_or_the_network",
                violation_error_message=IN_A_STATE_OR_THE_NETWORK_MESSAGE,
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
                violation_error_message=_("A membership cannot end before it starts."),
            ),
            models.UniqueConstraint(
                fields=["user", "country", "institution", "role"],
                condition=Q(ends_on=None),
                nulls_distinct=False,
                name="one_open_membership_per_role",
                violation_error_message=_("This person holds this role there already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.user})"

    def get_absolute_url(self) -> str:
        return reverse("people")

    def clean(self) -> None:
        """An institution belongs to the State of the membership."""
        super().clean()
        if self.institution and self.institution.country_id != self.country_id:
            raise ValidationError({"institution": _("This institution belongs to another State.")})

    @property
    def has_ended(self) -> bool:
        """Whether it holds no more, and never will again."""
        today = timezone.now().date()
        return self.ended_at is not None or (self.ends_on is not None and self.ends_on < today)


class InvitationState(models.TextChoices):
    """Where an invitation stands; derived, never stored."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


@tracked(exclude=["token_digest"])
class Invitation(Record):
    """An invitation by mail to take a role; the link works once and expires."""

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("State")
    )
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("institution"),
    )
    language = models.CharField(_("language of the mail"), max_length=8, default="en")
    invited_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("invited by"),
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(office=None, visibility=None, administered=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=IN_A_STATE_OR_THE_NETWORK,
                name="invitation_to_a_state_or_the_network",
                violation_error_message=IN_A_STATE_OR_THE_NETWORK_MESSAGE,
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def state(self) -> InvitationState:
        """Where the invitation stands now."""
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.WITHDRAWN
        if self.expires_at <= timezone.now():
            return InvitationState.EXPIRED
        return InvitationState.OPEN

    @property
    def is_open(self) -> bool:
        return self.state == InvitationState.OPEN


@tracked(exclude=["digest", "last_used_at"])
class ApiToken(models.Model):
    """A named token of a user for the API; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(max_length=8, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_active(self) -> bool:
        """Whether it still opens the API (for a user who may sign in)."""
        return self.revoked_at is None and self.expires_at > timezone.now()
