"""The forms whose text is kept: what each holds, which there are, and who writes in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.assessments.asked.services import ANSWER_FIELDS
from apps.assessments.findings.services import FINDING_FIELDS
from apps.assessments.independent_models import RatingRequest
from apps.assessments.models import Assessment, Status
from apps.assessments.resilience.services import INHIBITOR_FIELDS, STRUCTURE_FIELDS
from apps.assessments.resilience_models import ResilienceStructure
from apps.assessments.selectors import risk_factors
from apps.assessments.services import RATING_FIELDS
from apps.assessments.unsaved.forms import read_uuid
from apps.assessments.unsaved_models import Part
from apps.catalogue.models import INHIBITORS_2014, Item
from apps.catalogue.selectors import items_of
from focalpoint.actors import Actor
from focalpoint.roles import FOCAL_POINT_OFFICE, GOVERNMENT_WRITERS
from focalpoint.visibility import Visibility

# The code of a structure that is not there yet.
NEW = "new"


@dataclass(frozen=True)
class Form:
    """One form of an assessment, or of what an institution is asked, by its part and code."""

    whole: Assessment | RatingRequest
    part: str
    code: str

    @property
    def place(self) -> dict[str, Assessment | RatingRequest]:
        """The whole, as the field of a kept text that names it."""
        name = "request" if isinstance(self.whole, RatingRequest) else "assessment"
        return {name: self.whole}

    @property
    def fields(self) -> frozenset[str]:
        """What may be kept of it."""
        return KINDS[self.part].fields

    @property
    def verb(self) -> str:
        """What whoever writes in it must be allowed to do with its whole."""
        return "answer" if isinstance(self.whole, RatingRequest) else "change"

    @property
    def is_open(self) -> bool:
        """Whether something can still be saved in it."""
        if isinstance(self.whole, RatingRequest):
            return self.whole.is_open
        return self.whole.status == Status.DRAFT

    def is_known(self, actor: Actor) -> bool:
        """Whether its whole has such a form. One query at most."""
        return KINDS[self.part].knows(self, actor)

    @property
    def address(self) -> str:
        """Where its text is kept."""
        return self._address("unsaved-text", "asked-unsaved-text")

    @property
    def company(self) -> str:
        """Where it is told who else writes in it."""
        return self._address("others-writing", "asked-others-writing")

    def _address(self, name: str, asked: str) -> str:
        if isinstance(self.whole, RatingRequest):
            return reverse(asked, args=[self.whole.pk, self.code])
        return reverse(name, args=[self.whole.reference, self.part, self.code])

    @property
    def page(self) -> str:
        """The page that shows it. A finding asks for its factor: one query."""
        return KINDS[self.part].page(self)

    def writers(self) -> Q:
        """The posts of those who may write in it, and so may be told of each other."""
        if isinstance(self.whole, RatingRequest):
            return Q(institution=self.whole.institution_id, role__in=GOVERNMENT_WRITERS)
        theirs = Q(country=self.whole.country_id, role__in=FOCAL_POINT_OFFICE)
        if self.whole.visibility == Visibility.OFFICE:
            theirs &= Q(institution=self.whole.office_id)
        return theirs

    def together(self) -> Q:
        """The kept texts of this form, and of those that its page shows besides."""
        same = Q(**self.place, part=self.part, code=self.code)
        if self.part != Part.FACTOR:
            return same
        indicators = Item.objects.filter(
            framework=self.whole.framework_id, parent__code=self.code
        ).values("code")
        return same | Q(**self.place, part=Part.FINDING, code__in=indicators)


@dataclass(frozen=True)
class Kind:
    """What the forms of one part hold, which of them there are, and where they stand."""

    fields: frozenset[str]
    knows: Callable[[Form, Actor], bool]
    page: Callable[[Form], str]


def _on(name: str) -> Callable[[Form], str]:
    """The page of that name, of a part of an assessment."""
    return lambda form: reverse(name, args=[_assessment(form).reference, form.code])


def _assessment(form: Form) -> Assessment:
    if isinstance(form.whole, RatingRequest):
        raise TypeError(_("This form is not known."))
    return form.whole


def _is_factor(form: Form, actor: Actor) -> bool:
    return risk_factors(form.whole.framework).filter(code=form.code).exists()


def _is_inhibitor(form: Form, actor: Actor) -> bool:
    return items_of(INHIBITORS_2014).filter(code=form.code).exists()


def _is_indicator(form: Form, actor: Actor) -> bool:
    rows = Item.objects.filter(framework=form.whole.framework_id, parent__isnull=False)
    return rows.filter(code=form.code).exists()


def _is_structure(form: Form, actor: Actor) -> bool:
    if form.code == NEW:
        return True
    rows = ResilienceStructure.objects.visible_to(actor).filter(assessment=_assessment(form))
    return bool(rows.filter(pk=read_uuid(form.code)).exists())


def _is_asked(form: Form, actor: Actor) -> bool:
    return isinstance(form.whole, RatingRequest) and form.code in form.whole.factors


def _page_of_finding(form: Form) -> str:
    assessment = _assessment(form)
    rows = Item.objects.filter(framework=assessment.framework_id, code=form.code)
    factor = rows.values_list("parent__code", flat=True).first() or ""
    return reverse("finding", args=[assessment.reference, factor, form.code])


def _page_of_structure(form: Form) -> str:
    reference = _assessment(form).reference
    if form.code == NEW:
        return reverse("structure-create", args=[reference])
    return reverse("structure-update", args=[reference, form.code])


def _page_of_asked(form: Form) -> str:
    return reverse("asked-factor", args=[form.whole.pk, form.code])


KINDS: Mapping[str, Kind] = {
    Part.FACTOR: Kind(RATING_FIELDS, _is_factor, _on("factor-rate")),
    Part.INHIBITOR: Kind(INHIBITOR_FIELDS, _is_inhibitor, _on("inhibitor-rate")),
    Part.FINDING: Kind(FINDING_FIELDS, _is_indicator, _page_of_finding),
    Part.STRUCTURE: Kind(STRUCTURE_FIELDS, _is_structure, _page_of_structure),
    Part.ASKED: Kind(ANSWER_FIELDS, _is_asked, _page_of_asked),
}
