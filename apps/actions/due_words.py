"""What each language of the interface says around a deadline; read by ``due_phrases``."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Vocabulary:
    """The words of one language, in lower case."""

    # These announce a deadline wherever they stand, the weak ones only at the end of a line.
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    # These announce a span of time: "in" two weeks.
    spans: tuple[str, ...]
    # After these a date says which document is meant, and not by when.
    not_after: frozenset[str]
    end_of: tuple[str, ...]
    this_month: tuple[str, ...]
    fillers: frozenset[str]
    coming: frozenset[str]
    # Days from today.
    days: Mapping[str, int]
    units: Mapping[str, str]
    numbers: Mapping[str, int]
    # Words for two of a unit.
    duals: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    # Names of months that dateparser does not know, with those that it does.
    months: Mapping[str, str] = field(default_factory=dict)


def _phrases(text: str) -> tuple[str, ...]:
    """Phrases between commas; the longest first, so that "d'ici au" goes before "d'ici"."""
    return tuple(sorted((phrase.strip() for phrase in text.split(",")), key=len, reverse=True))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _values(text: str) -> dict[str, int]:
    """Names of numbers: "two=2, three=3"."""
    pairs = (pair.split("=") for pair in text.split(","))
    return {name.strip(): int(value) for name, value in pairs}


def _units(day: str, week: str, month: str, year: str) -> dict[str, str]:
    named = {"day": day, "week": week, "month": month, "year": year}
    return {word: unit for unit, words in named.items() for word in words.split()}


def _arab_months() -> dict[str, str]:
    """The months as the east of the Arab world calls them, or both names as the UN writes them."""
    months = {
        "كانون الثاني": "يناير",
        "شباط": "فبراير",
        "آذار": "مارس",
        "نيسان": "أبريل",
        "أيار": "مايو",
        "حزيران": "يونيو",
        "تموز": "يوليو",
        "آب": "أغسطس",
        "أيلول": "سبتمبر",
        "تشرين الأول": "أكتوبر",
        "تشرين الثاني": "نوفمبر",
        "كانون الأول": "ديسمبر",
    }
    spelt = {"يونيه": "يونيو", "يوليه": "يوليو"}
    both = {f"{eastern}/{western}": western for eastern, western in months.items()}
    both |= {"حزيران/يونيه": "يونيو", "تموز/يوليه": "يوليو"}
    return {**both, **months, **spelt}  # the longer ones first


LANGUAGES: dict[str, Vocabulary] = {
    "en": Vocabulary(
        strong=_phrases("no later than, not later than, due on, due by, due, by, before, until"),
        weak=_phrases("on, for"),
        spans=_phrases("due in, within, in"),
        not_after=_words("of dated from since"),
        end_of=_phrases("the end of, end of"),
        this_month=_phrases("month, the month, this month"),
        fillers=_words("the of"),
        coming=_words("next coming this"),
        days=_values("today=0, tomorrow=1, the day after tomorrow=2"),
        units=_units("day days", "week weeks", "month months", "year years"),
        numbers=_values(
            "a=1, an=1, one=1, two=2, three=3, four=4, five=5, six=6, seven=7, eight=8, nine=9,"
            "ten=10, twelve=12, fourteen=14, fifteen=15, twenty=20, thirty=30"
        ),
    ),
    "fr": Vocabulary(
        strong=_phrases(
            "au plus tard le, au plus tard, d'ici au, d'ici le, d'ici à, d'ici, avant le, avant la,"
            "avant, jusqu'au, pour le, échéance le, échéance"
        ),
        weak=_phrases("le, pour, à la"),
        spans=_phrases("dans un délai de, d'ici à, d'ici, dans, sous"),
        not_after=_words("du de depuis des"),
        end_of=_phrases("la fin du, la fin de, fin du, fin de, fin"),
        this_month=_phrases("mois, ce mois, ce mois-ci"),
        fillers=_words("le la du"),
        coming=_words("prochain prochaine ce cette"),
        days=_values("aujourd'hui=0, demain=1, après-demain=2, après demain=2"),
        units=_units("jour jours", "semaine semaines", "mois", "an ans année années"),
        numbers=_values(
            "un=1, une=1, deux=2, trois=3, quatre=4, cinq=5, six=6, sept=7, huit=8, neuf=9, dix=10,"
            "douze=12, quinze=15, vingt=20, trente=30"
        ),
    ),
    "es": Vocabulary(
        strong=_phrases(
            "a más tardar el, a mas tardar el, antes del, antes de, para el, hasta el, vence el"
        ),
        weak=_phrases("el, para"),
        spans=_phrases("en un plazo de, dentro de, en"),
        not_after=_words("de del desde"),
        end_of=_phrases("a fin de, a finales de, el fin de, fin de, finales de, final de"),
        this_month=_phrases("mes, este mes"),
        fillers=_words("el la de"),
        coming=_words("próximo proximo próxima proxima este esta que viene"),
        days=_values("hoy=0, mañana=1, pasado mañana=2"),
        units=_units("día días dia dias", "semana semanas", "mes meses", "año años ano anos"),
        numbers=_values(
            "un=1, una=1, dos=2, tres=3, cuatro=4, cinco=5, seis=6, siete=7, ocho=8, nueve=9,"
            "diez=10, doce=12, quince=15, veinte=20, treinta=30"
        ),
    ),
    "ar": Vocabulary(
        strong=_phrases("في موعد أقصاه, قبل يوم, حتى يوم, قبل, حتى, بحلول"),
        weak=_phrases("في يوم, يوم, في"),
        spans=_phrases("في غضون, خلال, بعد, في"),
        not_after=_words("من منذ بتاريخ المؤرخ المؤرخة"),
        end_of=_phrases("نهاية, آخر"),
        this_month=_phrases("الشهر, هذا الشهر"),
        fillers=_words("يوم"),
        coming=_words("القادم القادمة المقبل المقبلة هذا"),
        days=_values("اليوم=0, غدا=1, غداً=1, غدًا=1, بعد غد=2, بعد غدٍ=2"),
        units=_units(
            "يوم يوما يومًا أيام ايام",
            "أسبوع اسبوع أسبوعا أسابيع اسابيع",
            "شهر شهرا أشهر اشهر شهور",
            "سنة سنوات عام أعوام",
        ),
        numbers=_values(
            "ثلاثة=3, ثلاث=3, أربعة=4, أربع=4, خمسة=5, خمس=5, ستة=6, ست=6, سبعة=7, سبع=7,"
            "ثمانية=8, ثماني=8, تسعة=9, تسع=9, عشرة=10, عشر=10"
        ),
        duals={
            "يومين": (2, "day"),
            "أسبوعين": (2, "week"),
            "اسبوعين": (2, "week"),
            "شهرين": (2, "month"),
            "سنتين": (2, "year"),
            "عامين": (2, "year"),
        },
        months=_arab_months(),
    ),
}
