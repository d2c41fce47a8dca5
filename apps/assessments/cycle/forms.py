"""Forms of the cycle: back to a phase, and the lines of the calendar."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Membership, User
from apps.assessments.cycle.phases import PHASES, PLANNED, Phase, is_back
from apps.assessments.cycle.selectors import Stage
from apps.assessments.cycle.services import Line
from apps.assessments.models import Assessment, Status
from apps.countries.models import Institution
from focalpoint.actors import Actor
from focalpoint.days import DueField
from focalpoint.roles import GOVERNMENT_WRITERS
from focalpoint.ui.widgets import DayInput
from focalpoint.views import VersionedModelForm


class PhaseForm(VersionedModelForm):
    """To which phase a draft goes, and why where it goes back."""

    to = forms.ChoiceField(label=_("Phase"))
    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=300,
        help_text=_("Asked where the work goes back. The history keeps it."),
    )

    class Meta:
        model = Assessment
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = self.instance.phase
        to: Any = self.fields["to"]
        to.choices = [
            (
                str(phase),
                _("back to: %(phase)s") % {"phase": phase.label}
                if is_back(current, phase)
                else _("on to: %(phase)s") % {"phase": phase.label},
            )
            for phase in Phase
            if phase in PHASES[current]
        ]


class LineForm(forms.Form):
    """One line of the calendar."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    planned_end = DueField(label=_("Planned end"), required=False, widget=DayInput)
    institution = forms.ChoiceField(label=_("Responsible institution"), required=False)
    person = forms.ChoiceField(label=_("Responsible person"), required=False)

    def __init__(
        self,
        *args: Any,
        stage: Stage,
        institutions: Mapping[str, Institution],
        people: Mapping[str, User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.stage, self.institutions, self.people = stage, institutions, people
        row = stage.row
        for name, known, nobody in (
            ("institution", institutions, _("none by name")),
            ("person", people, _("nobody by name")),
        ):
            field: Any = self.fields[name]
            choices = [("", nobody), *((pk, str(each)) for pk, each in known.items())]
            # Whoever has it in hands stays a choice after leaving.
            present = getattr(row, name, None)
            if present is not None and str(present.pk) not in known:
                choices.append((str(present.pk), str(present)))
            field.choices = choices
        for name, field in self.fields.items():
            if name != "version":
                field.widget.attrs["aria-describedby"] = f"{self.prefix}-name"

    @property
    def line(self) -> Line:
        given, row = self.cleaned_data, self.stage.row
        changes: dict[str, Any] = {"planned_end": given["planned_end"]}
        for name, known in (("institution", self.institutions), ("person", self.people)):
            present = getattr(row, name, None)
            same = present is not None and str(present.pk) == given[name]
            changes[name] = present if same else known.get(given[name])
        return Line(changes, given["version"])


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=300,
        help_text=_("Asked where a date that has passed is moved. The history keeps it."),
    )


class CalendarForm:
    """All lines of the calendar together, in the order of the phases."""

    def __init__(
        self, data: Any = None, *, actor: Actor, assessment: Assessment, stages: list[Stage]
    ) -> None:
        known: Any = Institution.objects.visible_to(actor)
        institutions = known.filter(country=assessment.country_id, is_active=True)
        posts = Membership.objects.visible_to(actor).filter(
            country=assessment.country_id, role__in=GOVERNMENT_WRITERS
        )
        people = User.objects.filter(pk__in=posts.in_force().values("user")).order_by("name")
        by_pk = {str(each.pk): each for each in institutions}
        persons = {str(each.pk): each for each in people}
        over = {phase for phase in PLANNED if phase != Phase.PUBLISH}
        closed = over if assessment.status == Status.APPROVED else set()
        self.lines = [
            LineForm(
                data,
                prefix=stage.phase,
                initial=_values(stage),
                stage=stage,
                institutions=by_pk,
                people=persons,
            )
            for stage in stages
            if stage.phase in PLANNED and stage.phase not in closed
        ]
        self.reason = ReasonForm(data)

    def is_valid(self) -> bool:
        """Whether every line makes sense."""
        checked = [each.is_valid() for each in (*self.lines, self.reason)]
        return all(checked)

    @property
    def values(self) -> dict[str, Line]:
        """What the lines are to say, by phase."""
        return {str(each.stage.phase): each.line for each in self.lines}

    def add_errors(self, error: ValidationError) -> list[str]:
        """Put a service's complaints where they belong; what belongs nowhere is given back."""
        if not hasattr(error, "error_dict"):
            return list(error.messages)
        forms_by_name = {str(each.stage.phase): each for each in self.lines}
        rest = []
        for name, problems in error.error_dict.items():
            if name == "reason":
                self.reason.add_error("reason", problems)
            elif name in forms_by_name:
                forms_by_name[name].add_error("planned_end", problems)
            else:
                rest += [str(message) for each in problems for message in each.messages]
        return rest


def _values(stage: Stage) -> dict[str, Any]:
    """What a line begins with."""
    row = stage.row
    return {
        "version": stage.version,
        "planned_end": row.planned_end if row else None,
        "institution": str(row.institution_id or "") if row else "",
        "person": str(row.person_id or "") if row else "",
    }
