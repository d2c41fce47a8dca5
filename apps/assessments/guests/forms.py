"""The form that a contributor fills in: one text a question, and who may know that it is theirs."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.assessments.consultation_models import ConsultationQuestion, Wish
from apps.assessments.contribution_models import Contribution

PREFIX = "answer-"
# What each wish means, in full and truthfully.
WISHES: dict[Wish, Promise] = {
    Wish.NAMED: _(
        "The focal point's office sees your name, and it stands with your answers where the State "
        "publishes them."
    ),
    Wish.CONFIDENTIAL: _(
        "Only the focal point's office sees your name. The answers may be published, without it."
    ),
    Wish.ANONYMOUS: _(
        "Nobody is told, not even the office: it gets your answers without a name once the "
        "consultation has closed, mixed with those of others. The system keeps, sealed, that they "
        "are yours, so that you can read the responses; who runs its servers could find out. Your "
        "own words may tell who you are, and so may the number of people who were asked."
    ),
}


class GuestForm(forms.Form):
    """Answers, and the version of the draft that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        *args: Any,
        questions: list[ConsultationQuestion],
        draft: Contribution,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", values_of(draft))
        super().__init__(*args, **kwargs)
        for question in questions:
            help_text = [question.help] if question.help else []
            self.fields[f"{PREFIX}{question.pk}"] = forms.CharField(
                label=question.text,
                required=False,
                strip=False,
                help_text="\n".join(help_text),
                widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
            )
        self.fields["wish"] = forms.ChoiceField(
            label=_("Who may know that these answers are yours?"),
            choices=Wish.choices,
            required=False,
            widget=forms.RadioSelect,
        )
        self.explanations = {str(wish): words for wish, words in WISHES.items()}

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by the question's id; line ends as one character each."""
        return {
            name.removeprefix(PREFIX): text.replace("\r\n", "\n")
            for name, text in self.cleaned_data.items()
            if name.startswith(PREFIX)
        }


def values_of(draft: Contribution) -> dict[str, Any]:
    """What the form begins with."""
    texts = {f"{PREFIX}{key}": text for key, text in draft.texts.items()}
    return {**texts, "wish": draft.wish, "version": draft.version}
