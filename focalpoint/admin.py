"""The administration of the secretariat: the same services, policies and history as everywhere.

An app registers a model with a ``RecordAdmin``::

    @admin.register(Institution)
    class InstitutionAdmin(RecordAdmin):
        fields = ("country", "name")

What the policies of the model do not allow cannot be done here either: a model without any is shown
and never changed. Nothing is deleted.
"""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from focalpoint.acting import acting
from focalpoint.actors import ANONYMOUS, Actor
from focalpoint.errors import StaleVersionError
from focalpoint.history import has_history, history_of
from focalpoint.policies import allowed
from focalpoint.scope import ScopedQuerySet
from focalpoint.services import create_record, update_record
from focalpoint.time_zones import time_zone_choices
from focalpoint.views.conflicts import differences


def actor_of(request: HttpRequest) -> Actor:
    """In whose name the request runs."""
    return getattr(request, "actor", ANONYMOUS)


class AdministrationSite(admin.AdminSite):
    """Open to the secretariat, who sign in as everybody does."""

    site_title = site_header = _("FocalPoint administration")
    index_title = _("What the secretariat keeps")
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).administers

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner: Any = super().admin_view(view, cacheable)

        def outer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            actor = actor_of(request)
            if not actor.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not actor.administers:
                raise PermissionDenied
            with acting(actor, via="admin"):
                return inner(request, *args, **kwargs)

        return outer

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if self.has_permission(request):
            return redirect("admin:index")
        if actor_of(request).is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or resolve_url("admin:index"))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        if request.method == "POST":
            logout(request)
        return redirect(settings.LOGIN_URL)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")


class RecordAdminForm(forms.ModelForm):
    """Asks why, and remembers which version was seen."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Stands in the history beside your name."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # What the service refused at the first attempt; shown on the form, with everything typed.
    refusal: ValidationError | StaleVersionError | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen_version" in self.fields:
            self.initial["seen_version"] = getattr(self.instance, "version", None)
        if isinstance(self.refusal, StaleVersionError):
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            newest = getattr(self.refusal.current, "version", "")
            data[self.add_prefix("seen_version")] = str(newest)
            self.data = data

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if isinstance(self.refusal, StaleVersionError):
            raise ValidationError(self._what_changed(self.refusal.current))
        if self.refusal is not None:
            self._complain(self.refusal)
        return cleaned

    def _complain(self, error: ValidationError) -> None:
        problems = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
        for name, found in problems.items():
            self.add_error(name if name in self.fields else None, found)

    def _what_changed(self, current: models.Model) -> str:
        theirs = "; ".join(f"{d.label}: {d.theirs}" for d in differences(self, current))
        text = _now("Somebody saved another version meanwhile. Save again to replace it.")
        return f"{text} {theirs}".strip()


class RecordAdmin(admin.ModelAdmin):
    """A model whose changes go through services, each with a reason; nothing is ever deleted."""

    form = RecordAdminForm
    actions: Any = None
    list_per_page = 50
    show_full_result_count = False
    object_history_template = "admin/record_history.html"
    # The verb of the policy that stands for changing a record here.
    change_verb = "change"
    fields: ClassVar[Any] = ()
    CHOICES: ClassVar[dict[str, Any]] = {
        "language": settings.LANGUAGES,
        "time_zone": time_zone_choices,
    }
    # Fields that are set when the record is made and never again.
    fixed_fields: ClassVar[tuple[str, ...]] = ()

    def probe(self) -> models.Model:
        """A record such as could be added here, to ask the policies about."""
        return self.model()

    def create(self, *, actor: Actor, instance: Any, reason: str, form: Any) -> models.Model:
        """Call the service that makes such a record."""
        record: models.Model = create_record(actor=actor, instance=instance, reason=reason)
        return record

    def change(
        self, *, actor: Actor, instance: Any, reason: str, changes: dict[str, Any], form: Any
    ) -> models.Model:
        """Call the service that changes such a record."""
        record: models.Model = update_record(
            actor=actor,
            instance=instance,
            changes=changes,
            version=form.cleaned_data.get("seen_version"),
            reason=reason,
        )
        return record

    # Permissions: the policies decide.

    def has_module_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).administers

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return actor_of(request).administers

    def has_add_permission(self, request: HttpRequest) -> bool:
        return allowed(actor_of(request), "create", self.probe())

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return allowed(actor_of(request), self.change_verb, obj or self.probe())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # Reading and writing.

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return rows.visible_to(actor_of(request)) if isinstance(rows, ScopedQuerySet) else rows

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        may_write = self.has_change_permission(request, obj) if obj else True
        return [*self.fields, *(["reason", "seen_version"] if may_write else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.readonly_fields, *(self.fixed_fields if obj else ())]

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Languages and time zones are chosen from those that exist."""
        chosen = self.CHOICES.get(db_field.name)
        if chosen is None:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        initial, label = db_field.get_default(), capfirst(db_field.verbose_name)
        return forms.ChoiceField(choices=chosen, label=label, initial=initial)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        answer = super().changeform_view
        try:
            return answer(request, object_id, form_url, extra_context)
        except (ValidationError, StaleVersionError) as error:
            # Nothing was written. The same form once more, now with the reason why not.
            request.refusal = error  # type: ignore[attr-defined]
            return answer(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        actor, reason = actor_of(request), form.cleaned_data["reason"]
        if change:
            names = {field.name for field in self.model._meta.fields} & set(form.changed_data)
            changes = {name: form.cleaned_data[name] for name in names}
            saved = self.change(
                actor=actor, instance=obj, reason=reason, changes=changes, form=form
            )
        else:
            saved = self.create(actor=actor, instance=obj, reason=reason, form=form)
        obj.pk = saved.pk

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        record = self.get_object(request, object_id)
        if record is None or not has_history(self.model):
            return redirect("admin:index")
        context = {
            **self.admin_site.each_context(request),
            "title": _now("History: %(record)s") % {"record": record},
            "entries": history_of(record),
            "object": record,
            "opts": self.opts,
        }
        return TemplateResponse(request, self.object_history_template, context)
