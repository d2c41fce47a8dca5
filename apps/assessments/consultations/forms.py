"""Forms of the office: the consultation, its questions, the list of people, one submission."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apps.assessments.consultation_models import (
    LONGEST_REASON,
    LONGEST_RESPONSE,
    Consultation,
    ConsultationQuestion,
    ConsultationStatus,
    Outcome,
)
from apps.assessments.consultations.invitation_services import Invitee
from apps.catalogue.models import Item
from focalpoint.names import named
from focalpoint.ui.widgets import DayInput
from focalpoint.views import VersionedModelForm
from focalpoint.visibility import Visibility

MOST_LINES = 200
ADDRESS = re.compile(r"<?([^\s<>;,]+@[^\s<>;,]+)>?")


class ConsultationForm(VersionedModelForm):
    """What it is about, and until when."""

    class Meta:
        model = Consultation
        fields = ("title", "introduction", "closes_on")
        widgets = {"closes_on": DayInput, "introduction": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.status == ConsultationStatus.OPEN:
            # What contributors read already stands; they can only be given more time.
            del self.fields["title"], self.fields["introduction"]


class QuestionForm(VersionedModelForm):
    """One question."""

    class Meta:
        model = ConsultationQuestion
        fields = ("text", "help", "item", "required", "max_length")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 2}),
            "help": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item: Any = self.fields["item"]
        framework = consultation.assessment.framework_id
        item.queryset = Item.objects.filter(framework=framework, is_active=True).order_by(
            "parent__order", "order"
        )
        item.label_from_instance = lambda each: f"{each.label or each.code} {named(each.title)}"[
            :120
        ]
        item.empty_label = _("None in particular")


class InviteForm(forms.Form):
    """People to be asked, one a line."""

    people = forms.CharField(
        label=_("People"),
        help_text=_(
            "One a line: organisation; name; e-mail address. Paste from a sheet, or type it. A "
            "code such as “fr” at the end chooses another language for that person."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)

    def clean_people(self) -> str:
        """Every line is read; what is wrong is said by its number, and nothing is half-taken."""
        text: str = self.cleaned_data["people"]
        lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(_("At most %(most)s people at a time.") % {"most": MOST_LINES})
        problems: list[str] = []
        self.invitees: list[Invitee] = []
        seen: dict[str, int] = {}
        for number, line in lines:
            try:
                person = read_line(line, str(self.data.get("language", "en")))
            except ValueError as error:
                problems.append(
                    _now("Line %(line)s: %(problem)s") % {"line": number, "problem": error}
                )
                continue
            if person.email in seen:
                problem = _now("the same address as in line %(other)s.") % {
                    "other": seen[person.email]
                }
                problems.append(
                    _now("Line %(line)s: %(problem)s") % {"line": number, "problem": problem}
                )
            seen[person.email] = number
            self.invitees.append(person)
        if problems:
            raise ValidationError(problems)
        return text


def read_line(line: str, language: str) -> Invitee:
    """One pasted line as a person. Raises ``ValueError`` with what is wrong in words."""
    divider = next((each for each in "\t;," if each in line), None)
    cells = [cell.strip() for cell in (line.split(divider) if divider else [line])]
    found = ADDRESS.search(line)
    if found is None:
        raise ValueError(_now("there is no e-mail address."))
    email = found.group(1).lower()
    try:
        validate_email(email)
    except ValidationError:
        raise ValueError(_now("“%(email)s” is no e-mail address.") % {"email": email}) from None
    known = dict(settings.LANGUAGES)
    words = [ADDRESS.sub("", cell).strip() for cell in cells]
    chosen = [word.lower() for word in words if word.lower() in known]
    names = [word for word in words if word and word.lower() not in known]
    if not names:
        raise ValueError(_now("say who it is before the address."))
    if max(len(name) for name in names) > 150:
        raise ValueError(_now("a name is longer than 150 characters."))
    return Invitee(
        organisation=names[0],
        name=names[1] if len(names) > 1 else names[0],
        email=email,
        language=chosen[0] if chosen else language if language in known else "en",
    )


class SubmissionForm(forms.Form):
    """What becomes of one submission; the button that was pressed says which part counts."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    outcome = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=Outcome.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    response = forms.CharField(
        label=_("Why"),
        required=False,
        validators=[MaxLengthValidator(LONGEST_RESPONSE)],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The contributor reads this, and with the record whoever you publish it to."),
    )


class SetAsideForm(forms.Form):
    """Why a submission does not count."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    set_aside_reason = forms.CharField(
        label=_("Why it is set aside"),
        required=False,
        validators=[MaxLengthValidator(LONGEST_REASON)],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The contributor reads this. It is not published."),
    )


class StepForm(forms.Form):
    """A step that asks for nothing but a yes, on the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)


class PublishForm(StepForm):
    """Who reads the record of the consultation."""

    visibility = forms.ChoiceField(
        label=_("Who reads it"),
        choices=[each for each in Visibility.choices if each[0] != Visibility.OFFICE],
    )
