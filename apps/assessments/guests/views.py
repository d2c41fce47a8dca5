"""What a contributor sees: the way in, the questions put to them, their answers, the responses.

No account and no navigation: a cookie, valid on the pages of one consultation only, stands for one
browser of one person. Nothing of these pages is cached, indexed or told to other sites.
"""

import math
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from apps.assessments.consultation_models import (
    Consultation,
    ConsultationInvitation,
    ConsultationQuestion,
    ConsultationStatus,
    Moderation,
    Submission,
)
from apps.assessments.consultations.contribution_services import (
    StaleDraftError,
    contribution_of,
    hand_in,
    save_draft,
)
from apps.assessments.consultations.tones import OUTCOME_TONES
from apps.assessments.contribution_models import Contribution
from apps.assessments.guest_files.delivery import files_by_question
from apps.assessments.guest_files.services import LARGEST, MOST_FILES, files_of
from apps.assessments.guests.forms import PREFIX, GuestForm
from apps.assessments.guests.services import (
    NoEntryError,
    enter,
    enter_with_code,
    guest_actor,
    invitation_of_browser,
    invitation_of_link,
    leave,
)
from focalpoint.acting import acting, nobody_acting
from focalpoint.actors import Actor
from focalpoint.api.throttles import AnonymousThrottle

# Seen by the pages below this path alone; one for each consultation.
COOKIE, COOKIE_PATH = "focalpoint_guest", "/consultation/"
# 404 for what never was, 410 for what is over.
STATUSES = {"unknown": 404, "too_many": 429}
COOKIE_AGE = 120 * 24 * 3600


def cookie_of(consultation_id: Any) -> str:
    """The name of the cookie of one consultation."""
    return f"{COOKIE}_{consultation_id.hex}"


def secret_of(request: HttpRequest, consultation_id: Any) -> str:
    """The secret by which this browser was let into a consultation; empty where it was not."""
    return request.COOKIES.get(cookie_of(consultation_id), "")


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class _GuestPage(View):
    """What all these pages share: the reader's language, and headers that keep them private."""

    invitation: ConsultationInvitation | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        # Only who acts as a guest acts here, also where somebody is signed in besides.
        with nobody_acting():
            try:
                response = self.enter_and_answer(request, *args, **kwargs)
            except NoEntryError as error:
                response = self.closed(error.reason)
        # Other sites learn nothing. "no-referrer" would have browsers send forms from nowhere,
        # which the protection against forged requests refuses.
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "private, no-store"
        return response

    def enter_and_answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError

    def speak(self, invitation: ConsultationInvitation) -> None:
        """Use the language of the mail, unless the person chose another."""
        self.invitation = invitation
        if settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            translation.activate(invitation.language)
            self.request.LANGUAGE_CODE = invitation.language

    def closed(self, reason: str) -> HttpResponse:
        context = {"title": _("Consultation"), "reason": reason}
        status = STATUSES.get(reason, 410)
        return render(self.request, "assessments/guest_closed.html", context, status=status)

    def let_in(self, consultation: Consultation, secret: str) -> HttpResponse:
        """Give the browser its cookie and lead it to the questions: the link is left behind."""
        target = reverse("guest-consultation", args=[consultation.pk])
        response = HttpResponseRedirect(target)
        response.set_cookie(
            cookie_of(consultation.pk),
            secret,
            max_age=COOKIE_AGE,
            path=COOKIE_PATH,
            secure=self.request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
        return response

    def slowed(self) -> HttpResponse | None:
        """The answer to whoever guesses too often."""
        throttle = AnonymousThrottle()
        if throttle.allow_request(self.request, self):
            return None
        response = self.closed("too_many")
        response["Retry-After"] = str(math.ceil(throttle.wait()))
        return response


class GuestOpenView(_GuestPage):
    """Behind the link of the mail. Looking opens nothing, since mail scanners look too."""

    http_method_names = ("get", "head", "post", "options")

    def enter_and_answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            self.speak(invitation_of_link(kwargs["token"]))
        except NoEntryError:
            slowed = self.slowed()
            if slowed is not None:
                return slowed
            raise
        return self.answer(request)

    def answer(self, request: HttpRequest) -> HttpResponse:
        assert self.invitation is not None
        token, consultation = self.kwargs["token"], self.invitation.consultation
        if request.method != "POST":
            return self.shown("assessments/guest_open.html")
        entry = enter(token=token, secret=secret_of(request, consultation.pk))
        if entry.secret is None:
            return HttpResponseRedirect(reverse("guest-code", args=[token]))
        return self.let_in(consultation, entry.secret)

    def shown(self, template: str, status: int = 200, **more: Any) -> HttpResponse:
        assert self.invitation is not None
        consultation = self.invitation.consultation
        context = {
            "title": consultation.title,
            "country": consultation.country,
            "consultation": consultation,
            "invitation": self.invitation,
            **more,
        }
        return render(self.request, template, context, status=status)


class GuestCodeView(GuestOpenView):
    """A further browser: the code that went to the mailbox."""

    def answer(self, request: HttpRequest) -> HttpResponse:
        assert self.invitation is not None
        if request.method != "POST":
            return self.shown("assessments/guest_code.html")
        slowed = self.slowed()
        if slowed is not None:
            return slowed
        try:
            entry = enter_with_code(token=self.kwargs["token"], code=request.POST.get("code", ""))
        except NoEntryError as error:
            return self.shown("assessments/guest_code.html", 422, problem=error.reason)
        return self.let_in(entry.consultation, str(entry.secret))


class _GuestPlace(_GuestPage):
    """Pages of the consultation that the browser's cookie opens."""

    def enter_and_answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        secret = secret_of(request, kwargs["pk"])
        invitation = invitation_of_browser(kwargs["pk"], secret)
        self.speak(invitation)
        actor = guest_actor(invitation)
        with acting(actor):
            handler = getattr(self, str(request.method).lower(), self.http_method_not_allowed)
            return handler(request, actor)


class GuestView(_GuestPlace):
    """The questions put to one contributor, their answers, and what became of them.

    POST saves the draft; with ``do=hand_in`` it is handed in. With htmx, it answers with a line.
    """

    http_method_names: Any = ("get", "head", "post", "options")
    file_problems: list[str] = []

    def get(self, request: HttpRequest, actor: Actor) -> HttpResponse:
        draft = contribution_of(actor)
        return self.shown(actor, self.form(actor, draft), draft)

    def head(self, request: HttpRequest, actor: Actor) -> HttpResponse:
        return self.get(request, actor)

    def post(self, request: HttpRequest, actor: Actor) -> HttpResponse:
        draft = contribution_of(actor)
        form = self.form(actor, draft, request.POST)
        quiet = bool(request.htmx)  # type: ignore[attr-defined]
        if not form.is_valid():
            return self.refused(actor, form, draft, quiet)
        handed = request.POST.get("do") == "hand_in" and not quiet
        service = hand_in if handed else save_draft
        try:
            draft = service(
                actor=actor,
                texts=form.texts,
                wish=form.cleaned_data["wish"],
                version=form.cleaned_data["version"],
            )
        except StaleDraftError as stale:
            form.add_error(
                None,
                _(
                    "Your answers were saved in another window meanwhile. What you see here is not "
                    "saved yet; save again to keep this version."
                ),
            )
            return self.refused(actor, form, stale.current, quiet, 409)
        except ValidationError as error:
            for name, problems in getattr(error, "message_dict", {None: error.messages}).items():
                form.add_error(name if name in form.fields else None, problems)
            return self.refused(actor, form, contribution_of(actor), quiet)
        if quiet:
            return self.status(draft)
        done = "handed" if handed else "saved"
        return HttpResponseRedirect(f"{request.path}?{done}=1")

    def form(self, actor: Actor, draft: Contribution, data: Any = None) -> GuestForm:
        questions: list[ConsultationQuestion] = list(
            ConsultationQuestion.objects.visible_to(actor).select_related("item")
        )
        self.questions = questions
        return GuestForm(data, questions=questions, draft=draft)

    def refused(
        self, actor: Actor, form: GuestForm, draft: Contribution, quiet: bool, status: int = 422
    ) -> HttpResponse:
        """Say what is wrong; what was typed stays, on the newest version of the draft."""
        if quiet:
            problems = [str(each) for errors in form.errors.values() for each in errors]
            return self.status(draft, problems=problems, status=status)
        data: Any = form.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(draft.version)
        form.data = data
        return self.shown(actor, form, draft, status=status)

    def status(self, draft: Contribution, *, problems: Any = (), status: int = 200) -> HttpResponse:
        """The line below the form that says whether all is saved."""
        context = {"draft": draft, "problems": problems, "swap": True}
        return render(
            self.request, "assessments/includes/guest_status.html", context, status=status
        )

    def shown(
        self, actor: Actor, form: GuestForm, draft: Contribution, status: int = 200
    ) -> HttpResponse:
        consultation: Consultation = (
            Consultation.objects.visible_to(actor).select_related("country").get()
        )
        files = list(files_of(actor))
        by_question = files_by_question(files)
        for question in self.questions:
            question.attached = by_question.get(str(question.pk), [])  # type: ignore[attr-defined]
            question.bound = form[f"{PREFIX}{question.pk}"]  # type: ignore[attr-defined]
        takes_answers = consultation.takes_answers(timezone.now())
        answered = consultation.status == ConsultationStatus.ANSWERED
        context = {
            "title": consultation.title,
            "country": consultation.country,
            "consultation": consultation,
            "invitation": self.invitation,
            "form": form,
            "questions": self.questions,
            "draft": draft,
            "files": [each for each in files if not each.removed],
            "files_changed": draft.is_handed_in
            and any(each.removed or not each.handed_in for each in files),
            "file_problems": self.file_problems,
            "most_files": MOST_FILES,
            "largest_file": LARGEST,
            "takes_answers": takes_answers,
            "is_prepared": consultation.status == ConsultationStatus.PREPARED,
            "today": consultation.country.local_date(timezone.now()),
            "lines": self.lines(actor, draft) if not takes_answers else (),
            "is_answered": answered,
            "tones": OUTCOME_TONES,
            "done": next((each for each in ("handed", "saved") if each in self.request.GET), ""),
        }
        return render(self.request, "assessments/guest.html", context, status=status)

    def lines(self, actor: Actor, draft: Contribution) -> list[dict[str, Any]]:
        """What was handed in, question by question, with what became of it once that is told."""
        rows = Submission.objects.visible_to(actor).select_related("consultation")
        found: dict[str, Submission] = {str(each.question_id): each for each in rows}
        lines = []
        for question in self.questions:
            submission = found.get(str(question.pk))
            told = submission is not None and (
                submission.consultation.status == ConsultationStatus.ANSWERED
            )
            lines.append(
                {
                    "question": question,
                    "text": draft.handed_texts.get(str(question.pk), ""),
                    "submission": submission if told else None,
                    "is_aside": told and submission.status == Moderation.SET_ASIDE,  # type: ignore[union-attr]
                }
            )
        return lines


class GuestLeaveView(_GuestPlace):
    """POST: let this browser forget the consultation; the link of the mail opens it again."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, actor: Actor) -> HttpResponse:
        consultation = actor.guest.record_id if actor.guest else None
        leave(consultation_id=consultation, secret=secret_of(request, consultation))
        response = render(
            request, "assessments/guest_closed.html", {"title": _("Consultation"), "reason": "left"}
        )
        response.delete_cookie(cookie_of(consultation), path=COOKIE_PATH)
        return response
