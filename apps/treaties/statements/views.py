"""Pages of statements: the list, one of them, and what the secretariat corrects."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from apps.countries.models import Country
from apps.treaties.statements.exports import STATEMENTS
from apps.treaties.statements.filters import StatementPageFilter
from apps.treaties.statements.forms import RetractionForm, WithdrawalForm
from apps.treaties.statements.models import TreatyStatement
from apps.treaties.statements.selectors import versions_of
from apps.treaties.statements.services import retract_statement, withdraw_statement
from apps.treaties.statements.tables import StatementTable, date_words
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_READERS, NETWORK_READERS, Role
from focalpoint.ui.navigation import Text
from focalpoint.views import ActorRequiredMixin, RecordListView

READERS = GOVERNMENT_READERS | NETWORK_READERS


def trail() -> list[tuple[Text, str]]:
    """The way back."""
    return [(_("Treaties"), reverse("treaty-list"))]


class StatementListView(RecordListView):
    """What participants stated, on all instruments; what stands on record."""

    roles = READERS
    model = TreatyStatement
    filterset_class = StatementPageFilter
    table_class = StatementTable
    export = STATEMENTS
    export_home = False

    def get_queryset(self) -> Any:
        rows = TreatyStatement.objects.standing().select_related("country", "treaty")
        return rows.order_by("country__name", "treaty__order", "date", "id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            "country": None,
            "title": _("Statements"),
            "subtitle": _("Reservations, declarations, objections and notifications"),
            "breadcrumbs": trail(),
            "empty": {
                "icon": "quote",
                "title": _("No statement is on record"),
                "text": _(
                    "Statements come with the depositary's XML or text of declarations, which the"
                    " secretariat brings in under “Lists of status”."
                ),
            },
        }
        return super().get_context_data(**{**extra, **kwargs})


class StatementView(ActorRequiredMixin, TemplateView):
    """The text of the statement that the address names, with its dates, sources and versions."""

    roles = READERS
    template_name = "treaties/statement.html"
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def statement(self) -> TreatyStatement:
        rows = TreatyStatement.objects.select_related("country", "treaty", "replaced_by", "batch")
        found: TreatyStatement = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        statement = self.statement
        newer = getattr(statement, "replaced_by", None)
        stands = newer is None and not statement.is_retraction
        names = dict(
            Country.objects.filter(code__in=statement.concerned).values_list("code", "name")
        )
        extra: dict[str, Any] = {
            "country": None,
            "statement": statement,
            "date_words": date_words(statement),
            "newer": newer,
            "versions": versions_of(statement),
            "concerned": [names.get(code, code) for code in statement.concerned],
            "title": f"{statement.country} · {statement.get_kind_display()}",
            "subtitle": str(statement.treaty),
            "breadcrumbs": [*trail(), (_("Statements"), reverse("treaty-statements"))],
        }
        if stands and allowed(self.actor, "withdraw", statement):
            if not statement.is_withdrawn:
                extra["withdrawal"] = WithdrawalForm()
            extra["retraction"] = RetractionForm()
        return super().get_context_data(**{**extra, **kwargs})


class StatementChangeView(StatementView):
    """POST a correction; what it cannot be is said on the page itself."""

    roles = frozenset({Role.SECRETARIAT})
    http_method_names = ("post", "options")
    form_class: type[WithdrawalForm] | type[RetractionForm]
    form_name: str

    def save(self, data: dict[str, Any]) -> tuple[TreatyStatement, str]:
        """The new row, and what the person is told."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST)
        if form.is_valid():
            try:
                made, told = self.save(form.cleaned_data)
            except ValidationError as error:
                problems = getattr(error, "error_dict", None)
                form.add_error(None, error if problems is not None else error.messages)
            else:
                messages.success(request, told)
                return HttpResponseRedirect(made.get_absolute_url())
        context = self.get_context_data(**{self.form_name: form})
        return self.render_to_response(context, status=422)


class StatementWithdrawView(StatementChangeView):
    """Record that the State has withdrawn what it stated."""

    form_class, form_name = WithdrawalForm, "withdrawal"

    def save(self, data: dict[str, Any]) -> tuple[TreatyStatement, str]:
        made = withdraw_statement(actor=self.actor, statement=self.statement, **data)
        return made, _("The withdrawal is on record. The status follows from it at once.")


class StatementRetractView(StatementChangeView):
    """Take a statement back that was never made."""

    form_class, form_name = RetractionForm, "retraction"

    def save(self, data: dict[str, Any]) -> tuple[TreatyStatement, str]:
        made = retract_statement(actor=self.actor, statement=self.statement, **data)
        return made, _("Taken off the record; the history keeps it.")
