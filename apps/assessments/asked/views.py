"""Pages of the asked institution: what it is asked, its own rating, and handing it in."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView, View

from apps.assessments.asked.services import hand_in_ratings, rate_independently
from apps.assessments.findings.selectors import crimes_of
from apps.assessments.independent.forms import OpinionForm
from apps.assessments.independent.selectors import (
    asked_of,
    factors_asked,
    own_ratings,
    stand_of,
)
from apps.assessments.independent.tones import PROGRESS_TONES
from apps.assessments.independent_models import IndependentRating, RatingRequest
from apps.assessments.merged_parts import MergedPartView
from apps.assessments.unsaved.kinds import Form
from apps.assessments.unsaved.views import KeptForm
from apps.assessments.unsaved_models import Part
from apps.assessments.views import TONES
from apps.catalogue.models import Item
from focalpoint.errors import StaleVersionError
from focalpoint.names import named
from focalpoint.numbers import whole_number
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_READERS, GOVERNMENT_WRITERS
from focalpoint.views import ScopedMixin


class AskedMixin(ScopedMixin):
    """Requests to the actor's own institution; those to others do not exist here."""

    model = RatingRequest
    roles = GOVERNMENT_READERS

    def get_queryset(self) -> QuerySet[Any, Any]:
        return asked_of(self.actor)


def trail() -> list[tuple[str, str]]:
    return [(_("Asked of us"), reverse("asked-ratings"))]


class AskedListView(AskedMixin, TemplateView):
    """What the actor's institutions were asked: the open ones first."""

    template_name = "assessments/independent/asked_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = sorted(self.get_queryset(), key=lambda each: not each.is_open)
        country = self.actor.country
        context = {
            "title": _("Asked of us"),
            "subtitle": _("Ratings that your institution gives for itself."),
            "asked": found,
            "today": country.local_date(timezone.now()) if country else None,
            "progress_tones": PROGRESS_TONES,
        }
        return super().get_context_data(**{**context, **kwargs})


class AskedView(AskedMixin, DetailView):
    """One request: who asks, by when, and what the institution says of each factor so far."""

    template_name = "assessments/independent/asked.html"
    object: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request: RatingRequest = self.object
        written = own_ratings(request, self.actor)
        factors = [(each, written.get(each.code)) for each in factors_asked(request)]
        rated = sum(bool(rating and rating.is_rated) for _factor, rating in factors)
        may_answer = request.is_open and allowed(self.actor, "answer", request)
        context = {
            **TONES,
            "title": request.title,
            "subtitle": _("Your own rating"),
            "country": request.country,
            "breadcrumbs": trail(),
            "factors": factors,
            "rated": rated,
            "seen": stand_of(written.values()),
            "next_unrated": next(
                (f for f, rating in factors if not (rating and rating.is_rated)), None
            ),
            "may_answer": may_answer,
            "today": request.country.local_date(timezone.now()),
            "progress_tones": PROGRESS_TONES,
        }
        return super().get_context_data(**{**context, **kwargs})


class AskedPartMixin(AskedMixin):
    """What those write who answer for the asked institution."""

    roles = GOVERNMENT_WRITERS
    kwargs: Any

    @cached_property
    def asked(self) -> RatingRequest:
        found = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        if not allowed(self.actor, "answer", found):
            raise PermissionDenied
        return found


class AskedFactorView(AskedPartMixin, MergedPartView):
    """One factor: what it means, its indicators, and what the institution says of it."""

    template_name = "assessments/independent/factor.html"
    fields = ("level", "trend", "confidence", "narrative")

    @cached_property
    def factors(self) -> list[Item]:
        return factors_asked(self.asked)

    @cached_property
    def factor(self) -> Item:
        for each in self.factors:
            if each.code == self.kwargs["code"]:
                return each
        raise Http404

    @cached_property
    def written(self) -> dict[str, IndependentRating]:
        return own_ratings(self.asked, self.actor)

    def form(self, *args: Any, **kwargs: Any) -> OpinionForm:
        return OpinionForm(*args, **kwargs)

    def part(self) -> IndependentRating:
        found = self.written.get(self.factor.code)
        return found or IndependentRating(request=self.asked, factor=self.factor)

    @cached_property
    def kept(self) -> KeptForm:
        """The form's text while somebody writes; the office that asks never reads it."""
        form = Form(self.asked, Part.ASKED, self.factor.code)
        return KeptForm(self.actor, form, self.part())

    def saved(self, form: Any) -> None:
        self.kept.saved(form)

    def write(self, changes: Mapping[str, Any], version: int) -> IndependentRating:
        return rate_independently(
            actor=self.actor,
            request=self.asked,
            factor=self.factor,
            changes=changes,
            version=version,
        )

    def refusal(self) -> HttpResponse | None:
        if self.asked.is_open:
            return None
        messages.info(self.request, _("Nothing more can be written here."))
        return HttpResponseRedirect(self.asked.get_absolute_url())

    @property
    def following(self) -> Item | None:
        """The next factor of which the institution has said nothing."""
        at = self.factors.index(self.factor)
        ahead = [*self.factors[at + 1 :], *self.factors[:at]]
        open_ones = (f for f in ahead if not (r := self.written.get(f.code)) or not r.is_rated)
        return next(open_ones, None)

    def get_success_url(self) -> str:
        following = self.following
        if "stay" in self.request.POST or following is None:
            return self.asked.get_absolute_url()
        return reverse("asked-factor", args=[self.asked.pk, following.code])

    def around(self, form: Any) -> dict[str, Any]:
        asked, factor = self.asked, self.factor
        indicators = Item.objects.filter(parent=factor, is_active=True).order_by("order")
        return {
            "title": named(factor.title),
            "subtitle": asked.title,
            "country": asked.country,
            "asked": asked,
            "factor": factor,
            "crimes": crimes_of(factor),
            "indicators": indicators,
            "following": self.following,
            "position": self.factors.index(factor) + 1,
            "total": len(self.factors),
            "breadcrumbs": [*trail(), (asked.reference, asked.get_absolute_url())],
            "cancel_url": asked.get_absolute_url(),
            "unsaved": self.kept.prepare(self.request, form),
        }


class HandInView(AskedPartMixin, View):
    """Hand in what the institution says."""

    http_method_names: Any = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = self.asked
        sent = whole_number(request.POST.get("version", ""))
        # What cannot be read is the version of nothing that anybody saw.
        version = -1 if sent is None else sent
        seen = request.POST.get("seen", "")
        try:
            hand_in_ratings(actor=self.actor, request=asked, version=version, seen=seen)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except StaleVersionError:
            messages.warning(request, _("Somebody changed this record meanwhile. Look again."))
        else:
            messages.success(
                request, _("Handed in. %(office)s reads it now.") % {"office": asked.office}
            )
        return HttpResponseRedirect(asked.get_absolute_url())
