"""How far apart institutions are, in words."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.assessments.models import FactorRating


def counts_in_words(institutions: int = 0, apart: int = 0) -> str:
    """The numbers that are approved, without a name; empty where no institution rated."""
    if not institutions:
        return ""
    rated = ngettext(
        "%(number)d institution rated it for itself",
        "%(number)d institutions rated it for themselves",
        institutions,
    ) % {"number": institutions}
    if institutions == 1:
        return f"{rated}."
    if not apart:
        return _("%(rated)s, and agreed.") % {"rated": rated}
    differ = ngettext("%(number)d level apart", "%(number)d levels apart", apart)
    return _("%(rated)s, %(apart)s.") % {"rated": rated, "apart": differ % {"number": apart}}


def say_return(odd: Collection[FactorRating]) -> str:
    """The same to whoever approves: they cannot answer it themselves."""
    names = ", ".join(r.factor.label or r.factor.code for r in odd)
    return ngettext(
        "The level of one factor differs from what was found or said (%(names)s), and nobody says "
        "why. Return it to draft.",
        "The levels of %(number)s factors differ from what was found or said (%(names)s), and "
        "nobody says why. Return it to draft.",
        len(odd),
    ) % {"number": len(odd), "names": names}


def say_unanswered(odd: Collection[FactorRating]) -> str:
    """Which levels speak against what was found or said, without a word why."""
    names = ", ".join(r.factor.label or r.factor.code for r in odd)
    return ngettext(
        "The level of one factor differs from what was found or said (%(names)s). Say there why.",
        "The levels of %(number)s factors differ from what was found or said (%(names)s). Say "
        "there why.",
        len(odd),
    ) % {"number": len(odd), "names": names}
