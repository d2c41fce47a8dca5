"""Themes of recommendations, and which of them touch the prevention of atrocity crimes.

Each theme is a declared rule: words of the text, or a theme of the source, and where it rests on.
A rule is a finding aid, no judgement: a person of the State may say otherwise, with a reason.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_FACTORS = "A/70/741-S/2016/71"
_STEPS = "A/67/929-S/2013/399 ¶71"


@dataclass(frozen=True)
class Theme:
    """A rule. ``source`` is what it rests on where it touches atrocity prevention, else empty.

    ``items`` are entries of the catalogue that it serves, each as framework and code; ``treaties``
    the instruments that it is about.
    """

    code: str
    label: str | Promise
    words: re.Pattern[str]
    source: str = ""
    items: tuple[tuple[str, str], ...] = ()
    treaties: tuple[str, ...] = ()

    @property
    def touches_prevention(self) -> bool:
        return bool(self.source)


@dataclass(frozen=True)
class Finding:
    """A theme that was found, and the words for it."""

    theme: Theme
    words: str


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


def _factor(number: int) -> tuple[tuple[str, str], ...]:
    return (("FA2014", f"RF{number}"),)


def _instrument(code: str, label: str, *words: str) -> Theme:
    return Theme(
        f"treaty_{code.lower()}",
        label,
        _any(*words),
        f"{_STEPS}(c)",
        (("R2013", "R2013-C"),),
        (code,),
    )


THEMES: tuple[Theme, ...] = (
    Theme(
        "atrocity_crimes",
        _("Atrocity crimes named"),
        _any(
            r"\bgenocid\w*",
            r"\bwar crimes?\b",
            r"\bcrimes? against humanity",
            r"\bethnic cleansing",
            r"\batrocit\w*",
            r"\bmass (?:killings?|atrocit\w*)",
            r"responsibility to protect",
        ),
        "A/RES/60/1 ¶138–139",
    ),
    _instrument("GENOCIDE", "Genocide Convention", r"genocide convention", r"crime of genocide"),
    _instrument("ROME_STATUTE", "Rome Statute", r"rome statute", r"international criminal court"),
    _instrument(
        "CPED", "CPED", r"protection of all persons from enforced disappearance", r"\bICPPED\b"
    ),
    _instrument(
        "OPCAT",
        "OPCAT",
        r"optional protocol to the convention against torture",
        r"\bOPCAT\b",
    ),
    _instrument("ATT", "Arms Trade Treaty", r"arms trade treaty"),
    _instrument(
        "REFUGEE_CONVENTION",
        "Refugee Convention",
        r"convention relating to the status of refugees",
        r"1951 (?:refugee )?convention",
    ),
    _instrument(
        "KAMPALA",
        "Kampala Convention",
        r"kampala convention",
        r"assistance of internally displaced persons in africa",
    ),
    Theme(
        "accountability",
        _("Accountability for serious violations"),
        _any(
            r"\bimpunity",
            r"transitional justice",
            r"truth (?:and|,) (?:reconciliation|justice)",
            r"(?:investigat|prosecut)\w*[^.;]{0,80}(?:violations|abuses|killings|torture|crimes)",
            r"bring(?:ing)?[^.;]{0,60}to justice",
        ),
        f"{_FACTORS}, 2",
        _factor(2),
    ),
    Theme(
        "grave_violations",
        _("Torture, killings and disappearances"),
        _any(
            r"\btorture\b",
            r"extra-?judicial",
            r"summary executions?",
            r"arbitrary (?:arrest|detention|killing)\w*",
            r"enforced disappearances?",
            r"ill-treatment",
        ),
        f"{_FACTORS}, 2",
        _factor(2),
    ),
    Theme(
        "justice_and_security",
        _("Independent justice and security forces under control"),
        _any(
            r"independen\w+[^.;]{0,40}judicia\w+",
            r"judicia\w+[^.;]{0,40}independen\w+",
            r"rule of law",
            r"security (?:sector|forces?)",
            r"law enforcement",
            r"police (?:brutality|violence|reform)",
        ),
        f"{_FACTORS}, 3",
        _factor(3),
    ),
    Theme(
        "national_institution",
        _("National human rights institution"),
        _any(
            r"paris principles",
            r"national human rights (?:institution|commission)",
            r"human rights commission",
            r"ombuds\w+",
        ),
        f"{_FACTORS}, 3 and 6",
        (("FA2014", "RF3"), ("FA2014", "RF6")),
    ),
    Theme(
        "civic_space",
        _("Civil society, media and assembly"),
        _any(
            r"civil society",
            r"human rights defenders?",
            r"journalis\w+",
            r"freedoms? of (?:expression|assembly|association|the press|the media|opinion)",
            r"peaceful assembly",
            r"foreign (?:agents?|influence)",
        ),
        f"{_FACTORS}, 6",
        _factor(6),
    ),
    Theme(
        "hate_and_incitement",
        _("Hate speech and incitement"),
        _any(r"hate (?:speech|crimes?)", r"\bincit\w+", r"hatred", r"inflammatory"),
        f"{_FACTORS}, 7.14",
        _factor(7),
    ),
    Theme(
        "protected_groups",
        _("Minorities and tensions between groups"),
        _any(
            r"minorit\w+",
            r"\bethnic\w*",
            r"racial|racism|xenophob\w+",
            r"religious (?:intolerance|tension|freedom|communit\w+|group\w*)",
            r"freedom of religion",
            r"indigenous",
            r"inter-?(?:communal|ethnic|religious)",
            r"communal (?:violence|conflict)",
        ),
        f"{_FACTORS}, 9",
        _factor(9),
    ),
    Theme(
        "armed_conflict",
        _("Armed conflict and displacement"),
        _any(
            r"armed (?:conflict|groups?)",
            r"internally displaced",
            r"occupied",
            r"terroris\w+",
            r"boko haram",
            r"humanitarian law",
            r"child soldiers?",
            r"breakaway regions?",
            r"protection of civilians",
        ),
        f"{_FACTORS}, 1 and 13",
        (("FA2014", "RF1"), ("FA2014", "RF13")),
    ),
    Theme(
        "humanitarian_access",
        _("Access for monitors and relief"),
        _any(
            r"(?:humanitarian|unimpeded|unrestricted) access",
            r"access[^.;]{0,60}(?:mechanisms|monitors|humanitarian)",
        ),
        f"{_FACTORS}, 14",
        _factor(14),
    ),
    Theme(
        "sexual_violence",
        _("Violence against women, sexual violence"),
        _any(
            r"sexual violence",
            r"gender-based violence",
            r"violence against women",
            r"domestic violence",
            r"\brape\b",
        ),
    ),
    Theme("ratification", _("Ratification of instruments"), _any(r"\bratif\w+", r"\bacced\w+")),
    Theme("women", _("Women and gender equality"), _any(r"\bwomen\b", r"\bgender", r"\bgirls?\b")),
    Theme("children", _("Children"), _any(r"\bchild\w*", r"\bjuvenile", r"\byouth\b")),
    Theme("disability", _("Persons with disabilities"), _any(r"disabilit\w+")),
    Theme("death_penalty", _("Death penalty"), _any(r"death penalty", r"capital punishment")),
    Theme("migrants", _("Migrants and refugees"), _any(r"\bmigra\w+", r"\brefugee", r"asylum")),
    Theme("trafficking", _("Trafficking in persons"), _any(r"traffick\w+")),
    Theme("sexual_orientation", _("LGBTI persons"), _any(r"\bLGBT", r"sexual orientation")),
    Theme("education", _("Education"), _any(r"\beducation", r"\bschool")),
    Theme("health", _("Health"), _any(r"\bhealth", r"\bHIV", r"maternal mortality")),
    Theme("poverty", _("Poverty and development"), _any(r"poverty", r"development", r"livelihood")),
    Theme("detention", _("Conditions of detention"), _any(r"\bprison", r"\bdetain", r"detention")),
    Theme("corruption", _("Corruption"), _any(r"corruption")),
    Theme("environment", _("Environment and climate"), _any(r"climate", r"environment\w*")),
    Theme(
        "cooperation",
        _("Cooperation with mechanisms"),
        _any(
            r"cooperat\w+[^.;]{0,60}(?:mechan|"
            r"bod|rapporteur)\w*",
            r"standing invitation",
            r"special procedures?",
        ),
    ),
)
BY_CODE = {theme.code: theme for theme in THEMES}
LABELS = [(theme.code, theme.label) for theme in THEMES]


def findings(text: str, themes: Iterable[str] = ()) -> list[Finding]:
    """The themes of a recommendation, each with the words that it was found by."""
    whole = "\n".join([text, *themes])
    found = ((theme, theme.words.search(whole)) for theme in THEMES)
    return [Finding(theme, match[0].strip()[:80]) for theme, match in found if match]


def tags_of(text: str, themes: Iterable[str] = ()) -> list[str]:
    """The codes of those themes."""
    return [finding.theme.code for finding in findings(text, themes)]


def touches_prevention(tags: Iterable[str]) -> bool:
    """Whether one of the themes rests on a source about atrocity prevention."""
    return any(BY_CODE[tag].touches_prevention for tag in tags if tag in BY_CODE)
