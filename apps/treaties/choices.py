"""What the records of treaties can say of themselves: kinds, statuses, precision, formats."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Category(models.TextChoices):
    """The field of law of an instrument."""

    ATROCITY_CRIME = "atrocity_crime", _("Atrocity crimes")
    HUMAN_RIGHTS = "human_rights", _("Human rights")
    HUMANITARIAN_LAW = "humanitarian_law", _("Humanitarian law")
    REFUGEE_IDP = "refugee_idp", _("Refugees and displaced persons")
    ARMS = "arms", _("Arms")


class EntryRule(models.TextChoices):
    """How an instrument enters into force for a State after its deposit."""

    DAYS = "days", _("a number of days after deposit")
    MONTHS = "months", _("a number of months after deposit")
    FIRST_OF_MONTH_AFTER_DAYS = (
        "first_of_month_after_days",
        _("first day of the month after a number of days"),
    )
    FIRST_OF_MONTH_AFTER_MONTHS = (
        "first_of_month_after_months",
        _("first day of the month after a number of months"),
    )


class ActionKind(models.TextChoices):
    """What a State did, in the depositary's own terms."""

    SIGNATURE = "signature", _("Signature")
    RATIFICATION = "ratification", _("Ratification")
    ACCESSION = "accession", _("Accession")
    RATIFICATION_OR_ACCESSION = (
        "ratification_or_accession",
        _("Ratification or accession"),
    )
    SUCCESSION = "succession", _("Succession")
    ACCEPTANCE = "acceptance", _("Acceptance")
    APPROVAL = "approval", pgettext_lazy("treaty", "Approval")
    DEFINITIVE_SIGNATURE = "definitive_signature", _("Definitive signature")
    FORMAL_CONFIRMATION = "formal_confirmation", _("Formal confirmation")
    PROVISIONAL_APPLICATION = "provisional_application", _("Provisional application")
    PARTICIPATION = "participation_or_other", _("Participation")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    RESERVATION = "reservation", _("Reservation")
    DECLARATION = "declaration", _("Declaration")
    OBJECTION = "objection", _("Objection")


# Actions that express the consent to be bound and make a State a party.
BINDING_KINDS = (
    ActionKind.RATIFICATION,
    ActionKind.ACCESSION,
    ActionKind.RATIFICATION_OR_ACCESSION,
    ActionKind.SUCCESSION,
    ActionKind.ACCEPTANCE,
    ActionKind.APPROVAL,
    ActionKind.DEFINITIVE_SIGNATURE,
    ActionKind.FORMAL_CONFIRMATION,
)


class StatementKind(models.TextChoices):
    """What a State stated, under the heads by which depositaries order statements."""

    RESERVATION = "reservation", _("Reservation")
    DECLARATION = "declaration", _("Declaration")
    # The depositary prints both under one head; the text alone says which it is.
    DECLARATION_OR_RESERVATION = (
        "declaration_or_reservation",
        _("Declaration or reservation"),
    )
    UNDER_ARTICLE = "declaration_under_article", _("Declaration under an article")
    OBJECTION = "objection", _("Objection")
    NOTIFICATION = "notification", _("Notification")
    TERRITORIAL_APPLICATION = "territorial_application", _("Territorial application")


# Statements by which a State limits, or may limit, what it is bound by.
RESERVING_KINDS = (StatementKind.RESERVATION, StatementKind.DECLARATION_OR_RESERVATION)


class DateBasis(models.TextChoices):
    """What the date of a statement rests on."""

    STATED = "stated", _("the list gives the date")
    SIGNATURE = "signature", _("made upon signature")
    CONSENT = "consent", _("made upon consent to be bound, as depositaries print unless they say")
    LIST = "list", _("the list does not say when: it is in the list of that day")


class Precision(models.TextChoices):
    """How exact a date of the source is."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")
    # A list says that it happened, not when: the date is that of the list.
    LATEST = "until", _("at the latest")


class Format(models.TextChoices):
    """The formats of lists of status that are read."""

    UNREAD = "unread", _("not read yet")
    UNTC_XML = "untc_xml", _("UN Treaty Collection, XML")
    UNTC_TABLE = "untc_table", _("UN Treaty Collection, table")
    UNTC_STATEMENTS = "untc_statements", _("UN Treaty Collection, text of declarations")
    ICRC = "icrc", _("ICRC, ratifications of humanitarian law")
    OHCHR = "ohchr", _("OHCHR, underlying data")
    AFRICAN_UNION = "african_union", _("African Union, status list")


class Publisher(models.TextChoices):
    """Whose list it is; what a list is worth beside another one follows from it."""

    UNTC = "untc", _("UN Treaty Collection (depositary)")
    AFRICAN_UNION = "african_union", _("African Union (depositary)")
    OHCHR = "ohchr", _("OHCHR")
    ICRC = "icrc", _("ICRC")
    SECONDARY = "secondary", _("another list, second-hand")


class BatchStatus(models.TextChoices):
    """How far an import has come."""

    WAITING = "waiting", _("Being read")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Not imported")
