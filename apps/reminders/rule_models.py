"""The rules by which a State has its people reminded, as the State keeps them."""

import datetime as dt
from itertools import pairwise
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country
from apps.reminders.schedule import QUIET_FROM, QUIET_UNTIL, SEND_AT, KindRule, Ladder, Rules
from apps.reminders.workdays import SATURDAY_AND_SUNDAY, WorkCalendar, usual_weekend
from focalpoint.history import tracked
from focalpoint.records import Record
from focalpoint.scope import Scope, ScopedQuerySet

# The floor: nobody can be left alone with what is overdue.
FIRST_AFTER = 7  # days overdue at which somebody is told at the latest
LONGEST_PAUSE = 30  # days between two reminders of what is overdue
LONGEST_BEFORE, LONGEST_AFTER = 180, 60
MOST_OFFSETS, MOST_DAYS = 10, 200
SLOWEST_LADDER = 30  # days overdue at which the focal point is told at the latest


class FactsField(models.JSONField):
    """Small facts kept as JSON that the history tells in words, one part after the other."""

    def in_words(self, value: Any) -> str:
        """The value as a person reads it."""
        if not isinstance(value, dict):
            return ""
        return "; ".join(f"{name}: {self._part(part)}" for name, part in sorted(value.items()))

    def _part(self, part: Any) -> str:
        if not isinstance(part, dict):
            return str(part)
        words = {"before": gettext("before"), "after": gettext("after"), "every": gettext("every")}
        return " / ".join(
            f"{word} {', '.join(map(str, days)) if isinstance(days, list) else days}"
            for name, word in words.items()
            if (days := part.get(name)) not in (None, [])
        )


class WeekdaysField(ArrayField):  # type: ignore[type-arg]
    """Days of the week by their ISO numbers, that the history tells by their names."""

    def in_words(self, value: Any) -> str:
        """The names of the days."""
        return ", ".join(str(WEEKDAYS[day - 1]) for day in value)


def _saturday_and_sunday() -> list[int]:
    return sorted(SATURDAY_AND_SUNDAY)


@tracked()
class ReminderRules(Record):
    """A State's own rules; a State without a record has the usual ones (``usual_rules``)."""

    country = models.OneToOneField(
        Country, models.PROTECT, related_name="+", verbose_name=_("State"), editable=False
    )
    # By kind of deadline: {"before": [30, …, 0], "after": [1, …], "every": 7}; others are as usual.
    kinds = FactsField(_("days of reminders"), default=dict, blank=True)
    send_at = models.TimeField(_("mail goes out at"), default=SEND_AT)
    quiet_from = models.TimeField(_("quiet from"), default=QUIET_FROM)
    quiet_until = models.TimeField(_("quiet until"), default=QUIET_UNTIL)
    weekend = WeekdaysField(
        models.PositiveSmallIntegerField(
            validators=[MinValueValidator(1), MaxValueValidator(7)],
        ),
        verbose_name=_("weekend"),
        default=_saturday_and_sunday,
        blank=True,
        size=4,
        help_text=_("Numbers of the days of the week; Monday is 1."),
    )
    public_holidays = models.BooleanField(_("no mail on public holidays"), default=True)
    # Names by day, such as Election day by 2026-06-12.
    days_off = FactsField(_("other days off"), default=dict, blank=True)
    days_worked = ArrayField(
        models.DateField(), verbose_name=_("days worked all the same"), default=list, blank=True
    )
    tell_deputy_after = models.PositiveSmallIntegerField(
        _("the deputy is told after"), null=True, blank=True, default=Ladder.deputy
    )
    tell_focal_point_after = models.PositiveSmallIntegerField(
        _("the focal point is told after"), default=Ladder.focal_point
    )
    # The network is told only where the State has said so.
    tell_coordinator_after = models.PositiveSmallIntegerField(
        _("the network coordinator is told after"), null=True, blank=True
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(office=None, visibility=None)

    class Meta:
        verbose_name = _("reminder rules")
        verbose_name_plural = _("reminder rules")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    tell_focal_point_after__gte=1, tell_focal_point_after__lte=SLOWEST_LADDER
                ),
                name="focal_point_is_told_in_time",
                violation_error_message=_(
                    "The focal point is told of what is overdue after 1 to 30 days."
                ),
            ),
            models.CheckConstraint(
                condition=Q(tell_deputy_after=None)
                | Q(tell_deputy_after__gte=1, tell_deputy_after__lte=F("tell_focal_point_after")),
                name="deputy_is_told_before_focal_point",
                violation_error_message=_(
                    "The deputy is told after at least one day, and no later than the focal point."
                ),
            ),
            models.CheckConstraint(
                condition=Q(tell_coordinator_after=None)
                | Q(
                    tell_coordinator_after__gt=F("tell_focal_point_after"),
                    tell_coordinator_after__lte=365,
                ),
                name="coordinator_is_told_after_focal_point",
                violation_error_message=_(
                    "The coordinator is told later than the focal point, within a year."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Reminder rules"))

    def clean(self) -> None:
        """What the database cannot check: the offsets, the days, and the hour."""
        super().clean()
        problems: dict[str, Any] = {}
        for name, check in (
            ("kinds", self._check_kinds),
            ("send_at", self._check_hour),
            ("days_off", self._check_days),
            ("weekend", self._check_weekend),
        ):
            try:
                check()
            except ValidationError as error:
                problems[name] = error.messages
        if problems:
            raise ValidationError(problems)

    def _check_kinds(self) -> None:
        for kind in self.kinds:
            check_kind_rule(self.kind_rule(kind))

    def _check_hour(self) -> None:
        local = dt.datetime.combine(dt.date(2000, 1, 1), self.send_at, dt.UTC)
        hours = Rules(quiet_from=self.quiet_from, quiet_until=self.quiet_until)
        if hours.quiet_end(local) is not None:
            raise ValidationError(_("Mail cannot go out in the quiet hours."))

    def _check_days(self) -> None:
        if max(len(self.days_off), len(self.days_worked)) > MOST_DAYS:
            raise ValidationError(_("Too many days: 200 at the most."))
        try:
            off = {dt.date.fromisoformat(day) for day in self.days_off}
        except ValueError as error:
            raise ValidationError(_("Write days as 2026-06-12.")) from error
        if both := off & set(self.days_worked):
            days = ", ".join(day.isoformat() for day in sorted(both))
            raise ValidationError(_("Both off and worked: %(days)s") % {"days": days})

    def _check_weekend(self) -> None:
        if len(set(self.weekend)) > 4:
            raise ValidationError(_("At least three days of the week are worked."))

    def kind_rule(self, kind: str) -> KindRule:
        """The offsets of a kind that the State has set."""
        facts = self.kinds[kind]
        return KindRule(tuple(facts["before"]), tuple(facts["after"]), facts["every"])

    def as_rules(self) -> Rules:
        """The rules as the sweep and the pages reckon with them."""
        return Rules(
            calendar=WorkCalendar(
                iso2=self.country.iso2 if self.public_holidays else "",
                weekend=frozenset(self.weekend),
                off={dt.date.fromisoformat(day): name for day, name in self.days_off.items()},
                worked=frozenset(self.days_worked),
            ),
            kinds={kind: self.kind_rule(kind) for kind in self.kinds},
            ladder=Ladder(
                self.tell_deputy_after, self.tell_focal_point_after, self.tell_coordinator_after
            ),
            send_at=self.send_at,
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
        )


def usual_rules(country: Country) -> ReminderRules:
    """The rules of a State that has set none, not saved: the usual offsets, its own weekend."""
    return ReminderRules(country=country, weekend=sorted(usual_weekend(country.iso2)), version=0)


def check_kind_rule(rule: KindRule) -> None:
    """Raise ``ValidationError`` for offsets that are out of order, or below the floor."""
    before, after = rule.before, rule.after
    if list(before) != sorted(set(before), reverse=True) or any(
        not 0 <= days <= LONGEST_BEFORE for days in before
    ):
        raise ValidationError(_("Days before the deadline are numbers from 0 to 180."))
    if list(after) != sorted(set(after)) or any(not 1 <= days <= LONGEST_AFTER for days in after):
        raise ValidationError(_("Days after the deadline are numbers from 1 to 60."))
    if max(len(before), len(after)) > MOST_OFFSETS:
        raise ValidationError(_("So many reminders are not read: ten at the most."))
    if not after or after[0] > FIRST_AFTER:
        raise ValidationError(_("What is overdue is told within a week: give a day from 1 to 7."))
    if not 1 <= rule.every <= LONGEST_PAUSE:
        raise ValidationError(_("What is overdue is told again at least every 30 days."))
    if any(later - earlier > LONGEST_PAUSE for earlier, later in pairwise(after)):
        raise ValidationError(_("What is overdue is told again at least every 30 days."))
