"""Which column of a sheet fills which field of an action: guessed, remembered, confirmed."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from apps.actions.exports import ACTIONS
from apps.actions.quickadd import fold
from focalpoint.exports.cells import restored

# What an import fills, in the order of the export; the rest of an exported sheet is only to read.
FIELDS = (
    "reference",
    "version",
    "title",
    "description",
    "status",
    "priority",
    "start_on",
    "due_on",
    "assignee",
    "lead_institution",
    "office",
    "visibility",
    "items",
    "treaties",
)
# How people call these columns in sheets of their own.
_ALIASES = {
    "reference": ("ref", "référence", "referencia"),
    "title": (
        "action",
        "task",
        "activity",
        "titre",
        "activité",
        "tâche",
        "título",
        "tarea",
    ),
    "description": ("details", "notes", "détails", "descripción", "detalles"),
    "status": ("state of work", "progress", "statut", "état", "estado"),
    "priority": ("urgency", "priorité", "prioridad"),
    "start_on": ("start date", "begin", "date de début", "début", "fecha de inicio", "inicio"),
    "due_on": ("due date", "deadline", "échéance", "date limite", "vencimiento", "fecha límite"),
    "assignee": (
        "email",
        "e-mail",
        "owner",
        "responsible",
        "assigned to",
        "responsable",
        "courriel",
        "correo",
    ),
    "lead_institution": (
        "lead",
        "ministry",
        "institution",
        "ministère",
        "ministerio",
        "institución",
    ),
    "visibility": ("visible", "sharing", "visibilité", "visibilidad"),
    "items": ("steps", "step", "factors", "étapes", "pasos"),
    "treaties": ("treaty", "treaties", "instrument", "traités", "tratados"),
}
# A name fills the owner only where no column holds addresses.
_NAMES_OF_OWNERS = "assignee_name"


def labels() -> dict[str, str | Promise]:
    """The fields that an import fills, with their labels."""
    by_name = {column.name: column.label for column in ACTIONS.columns}
    return {name: by_name[name] for name in FIELDS}


@cache
def _known() -> dict[str, str]:
    """Folded names of columns in every language of the interface, and the fields they name."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for column in ACTIONS.columns:
                found.setdefault(fold(str(column.label)), column.name)
    for column in ACTIONS.columns:
        found.setdefault(fold(column.name), column.name)
    for name, aliases in _ALIASES.items():
        for alias in aliases:
            found.setdefault(fold(alias), name)
    return found


def is_known(header: str) -> bool:
    """Whether a text is the name of a column of actions."""
    return fold(restored(header)) in _known()


def unlike(headers: Sequence[str]) -> list[str]:
    """The headers, made different from each other and not empty."""
    made: list[str] = []
    for index, header in enumerate(headers, start=1):
        name = restored(header)[:100] or _("Column %(number)d") % {"number": index}
        twins = sum(other == name or other.startswith(f"{name} (") for other in made)
        made.append(f"{name} ({twins + 1})" if twins else name)
    return made


def guessed(headers: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """A field for each header, or "": as it was last time, else by its name; each field once."""
    known = _known()
    mapping = dict.fromkeys(headers, "")
    taken: set[str] = set()
    for header in headers:
        _take(mapping, taken, header, remembered.get(header, ""))
    for header in headers:
        if header not in remembered:
            _take(mapping, taken, header, known.get(fold(header), ""))
    if "assignee" not in taken:
        for header in headers:
            if known.get(fold(header)) == _NAMES_OF_OWNERS:
                _take(mapping, taken, header, "assignee")
    return mapping


def _take(mapping: dict[str, str], taken: set[str], header: str, field: str) -> None:
    if field in FIELDS and field not in taken and not mapping[header]:
        mapping[header] = field
        taken.add(field)


def mapping_problems(mapping: Mapping[str, str]) -> list[str]:
    """Why nothing can be imported by this mapping."""
    chosen = [field for field in mapping.values() if field]
    problems = [
        _("Two columns fill “%(field)s”. Choose one of them.") % {"field": labels()[field]}
        for field in dict.fromkeys(chosen)
        if chosen.count(field) > 1
    ]
    if "title" not in chosen and "reference" not in chosen:
        problems.append(_("Choose the column that holds the title, or the reference."))
    return problems


def remembered_from(mappings: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """What was chosen for each header in earlier imports, the newest first."""
    found: dict[str, str] = {}
    for mapping in mappings:
        for header, field in mapping.items():
            found.setdefault(header, field)
    return found
