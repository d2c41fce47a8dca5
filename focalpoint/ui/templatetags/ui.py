"""Template tags of the interface: small marks that say a state in words, and blocks with parts.

Small marks::

    {% icon "flag" %}  {% status action.status label=action.get_status_display %}
    {% due_date action.due_on done=action.is_done today=today %}  {% moment action.updated_at %}

A component with content between its tags, rendered by `templates/components/<name>.html`, which
finds the content as `body` and each part under its own name::

    {% component "card" title=_("Steps") %} … {% part "actions" %} … {% endpart %}{% endcomponent %}
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    DateField,
    DateInput,
    Field,
    MultiWidget,
    NullBooleanSelect,
    Select,
    SelectMultiple,
    TextInput,
    Widget,
)
from django.http import QueryDict
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_filters.fields import DateRangeField

from focalpoint import changes
from focalpoint.changes import HistoryEntry
from focalpoint.names import named
from focalpoint.ui.filters import Chip, active_chips
from focalpoint.ui.tones import LEVELS, PRIORITIES, ToneMap, due_state, tone_of

register = template.Library()
register.filter("named", named)


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """A Tabler icon; hidden from screen readers unless `label` says what it means."""
    if not name:
        return SafeString("")
    if label:
        return format_html(
            '<i class="ti ti-{} {}" role="img" aria-label="{}"></i>', name, extra, label
        )
    return format_html('<i class="ti ti-{} {}" aria-hidden="true"></i>', name, extra)


@register.inclusion_tag("components/badge.html")
def status(value: Any, label: Any = "", tones: ToneMap | None = None) -> dict[str, Any]:
    """The status of a record in words and colour; `tones` maps values to a tone or (tone, icon)."""
    tone, chosen_icon = tone_of(str(value), tones)
    return {
        "label": label or str(value).replace("_", " ").capitalize(),
        "tone": tone,
        "icon": chosen_icon,
    }


@register.inclusion_tag("components/priority.html")
def priority(value: Any, label: Any = "") -> dict[str, Any]:
    """How urgent a record is."""
    tone, chosen_icon, usual = PRIORITIES.get(str(value), ("neutral", "equal", value))
    return {"label": label or usual, "tone": tone, "icon": chosen_icon}


@register.inclusion_tag("components/due_date.html")
def due_date(
    due: date | None, done: bool = False, today: date | None = None, soon: int = 14
) -> dict[str, Any]:
    """A deadline with its distance in words; `today` is the date in the capital of the State."""
    if due is None:
        return {"due": None}
    return {"due": due, "at": due_state(due, today or timezone.localdate(), done=done, soon=soon)}


@register.inclusion_tag("components/person.html")
def person(name: Any, detail: Any = "", url: str = "", compact: bool = False) -> dict[str, Any]:
    """A person by name, with rank or institution as `detail`."""
    text = str(name or "").strip()
    letters = [word[0] for word in text.split() if word[0].isalpha()]
    initials = "".join(letters[:1] + letters[-1:] if len(letters) > 1 else letters).upper()
    return {"name": text, "detail": detail, "url": url, "compact": compact, "initials": initials}


@register.inclusion_tag("components/visibility.html")
def visibility(level: Any, compact: bool = False) -> dict[str, Any]:
    """Who may see a record: office, government, network or public."""
    return {"level": LEVELS.get(str(level)), "compact": compact}


@register.inclusion_tag("components/training_mark.html")
def training_mark(country: Any) -> dict[str, Any]:
    """The mark of a training State; nothing for a real one. Takes a country or a truth value."""
    return {"shown": country is True or bool(getattr(country, "is_training", False))}


@register.simple_tag
def moment(value: datetime | date | None, relative: bool = True) -> SafeString:
    """An instant or a day; the browser turns a near instant into "2 hours ago"."""
    if value is None:
        return SafeString("")
    if not isinstance(value, datetime):
        return format_html(
            '<time datetime="{}">{}</time>', value.isoformat(), date_format(value, "DATE_FORMAT")
        )
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    text = date_format(local, "SHORT_DATETIME_FORMAT")
    mark = "data-relative" if relative else ""
    return format_html(
        '<time datetime="{}" title="{}" {}>{}</time>', local.isoformat(), text, mark, text
    )


@register.simple_tag(takes_context=True)
def filter_chips(context: template.Context, filterset: Any) -> list[Chip]:
    """The filters that are set, each with the address that leaves it out."""
    request = context.get("request")
    return (
        active_chips(filterset, request.GET)
        if filterset is not None and request is not None
        else []
    )


@register.simple_tag(takes_context=True)
def page_address(context: template.Context, parameter: str, number: int) -> str:
    """The address of another page of the same list, everything else kept."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    query[parameter] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag
def form_problems(form: BaseForm) -> list[dict[str, Any]]:
    """Each invalid field of a bound form with its label, its messages and where to find it."""
    if not form.is_bound:
        return []
    found = []
    for name, messages in form.errors.items():
        bound = form[name] if name in form.fields else None
        target = bound.id_for_label or bound.auto_id if bound else ""
        found.append(
            {"label": bound.label if bound else "", "target": target, "messages": list(messages)}
        )
    return found


CONTROL_CLASSES = ((Select, "form-select"), (CheckboxInput, "form-check-input"))


def native_date(widget: Widget, field: Field) -> None:
    """The browser's own date picker; it speaks ISO whatever the language of the page."""
    if isinstance(field, (DateField, DateRangeField)) and isinstance(widget, TextInput):
        widget.input_type = "date"
        widget.is_localized = False
        if isinstance(widget, DateInput):
            widget.format = "%Y-%m-%d"


@register.filter
def control(bound: BoundField) -> SafeString:
    """The bare control of a field with Bootstrap's class, for filters and quick add."""
    widget = bound.field.widget
    chosen = next(
        (name for kind, name in CONTROL_CLASSES if isinstance(widget, kind)), "form-control"
    )
    present = widget.attrs.get("class", "")
    if isinstance(widget, MultiWidget):
        for part, words in zip(widget.widgets, (_("from"), _("to")), strict=False):
            native_date(part, bound.field)
            part.attrs.setdefault("class", chosen)
            part.attrs.setdefault("aria-label", f"{bound.label}: {words}")
        return bound.as_widget()
    native_date(widget, bound.field)
    if isinstance(widget, NullBooleanSelect):
        # Django's word for it is "Unknown", which no filter means.
        widget.choices = [("unknown", _("Any")), *list(widget.choices)[1:]]
    return bound.as_widget(attrs={"class": f"{chosen} {present}".strip()})


@register.filter
def is_many(bound: BoundField) -> bool:
    """Whether several choices may be taken at once from a plain list."""
    return isinstance(bound.field.widget, SelectMultiple)


@register.filter
def chosen_words(bound: BoundField) -> str:
    """How many choices of a field are taken, in words."""
    number = len([value for value in bound.value() or [] if value not in ("", None)])
    return _("%s chosen") % number if number else _("Any")


@register.filter
def options_of(bound: BoundField) -> list[dict[str, Any]]:
    """The choices of a field with what each control needs."""
    taken = {str(value) for value in bound.value() or []}
    return [
        {
            "value": value,
            "label": label,
            "checked": str(value) in taken,
            "id": f"{bound.auto_id}_{index}",
        }
        for index, (value, label) in enumerate(bound.field.choices)  # type: ignore[attr-defined]
    ]


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """The value under a key that only the template knows; None where there is none."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.filter
def as_fact(item: Any) -> dict[str, Any]:
    """A pair (label, value) as the mapping that the component `facts` reads."""
    return dict(item) if isinstance(item, dict) else {"label": item[0], "value": item[1]}


@register.filter
def together(entries: Iterable[HistoryEntry]) -> list[list[HistoryEntry]]:
    """Changes in groups of what one person did at one instant for one reason."""
    return changes.together(entries)


class PartNode(Node):
    """A named piece of content inside a component."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        return SafeString("")


class ComponentNode(Node):
    """Renders `components/<name>.html` with its arguments, `body` and its parts alone."""

    child_nodelists = ("nodelist",)

    def __init__(
        self, name: FilterExpression, arguments: dict[str, FilterExpression], nodelist: NodeList
    ) -> None:
        self.name = name
        self.arguments = arguments
        self.nodelist = nodelist

    def parts(self) -> Iterable[PartNode]:
        return (node for node in self.nodelist if isinstance(node, PartNode))

    def render(self, context: template.Context) -> SafeString:
        values: dict[str, Any] = {
            key: value.resolve(context) for key, value in self.arguments.items()
        }
        values["body"] = SafeString(self.nodelist.render(context).strip())
        for part in self.parts():
            values[part.name] = SafeString(part.nodelist.render(context).strip())
        for kept in ("request", "csrf_token"):
            values.setdefault(kept, context.get(kept))
        name = self.name.resolve(context)
        chosen = context.template.engine.get_template(f"components/{name}.html")  # type: ignore[union-attr]
        return chosen.render(context.new(values))


@register.tag("component")
def do_component(parser: Parser, token: Token) -> ComponentNode:
    """`{% component "name" key=value … %} body {% endcomponent %}`."""
    bits = token.split_contents()[1:]
    if not bits:
        raise template.TemplateSyntaxError("{% component %} needs the name of a component.")
    remaining = bits[1:]
    arguments = token_kwargs(remaining, parser)
    if remaining:
        raise template.TemplateSyntaxError(
            f"{{% component {bits[0]} %}} takes key=value only, not {remaining[0]!r}."
        )
    nodelist = parser.parse(("endcomponent",))
    parser.delete_first_token()
    return ComponentNode(parser.compile_filter(bits[0]), arguments, nodelist)


@register.tag("part")
def do_part(parser: Parser, token: Token) -> PartNode:
    """`{% part "name" %} … {% endpart %}` inside a component."""
    bits = token.split_contents()
    if len(bits) != 2:
        raise template.TemplateSyntaxError("{% part %} takes exactly one name.")
    nodelist = parser.parse(("endpart",))
    parser.delete_first_token()
    return PartNode(bits[1].strip("\"'"), nodelist)
