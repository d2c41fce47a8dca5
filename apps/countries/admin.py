"""States, institutions and organisations in the administration."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.countries.models import (
    Country,
    Institution,
    InstitutionType,
    Kind,
    MapRule,
    Organisation,
    OrganisationMembership,
)
from focalpoint.actors import Actor
from focalpoint.admin import RecordAdmin


@admin.register(Country)
class CountryAdmin(RecordAdmin):
    """Real States are shown as the catalogue's file has them; training States are made here."""

    list_display = ("name", "code", "kind", "regional_group", "time_zone")
    list_filter = ("kind", "regional_group")
    search_fields = ("name", "code", "iso2")
    fields = ("name", "code", "kind", "regional_group", "time_zone", "note")
    readonly_fields = ("kind",)
    fixed_fields = ("code",)

    def probe(self) -> Country:
        return Country(kind=Kind.TRAINING)

    def create(self, *, actor: Actor, instance: Any, reason: str, form: Any) -> Any:
        """Whatever is made here is fictional."""
        instance.kind = Kind.TRAINING
        return super().create(actor=actor, instance=instance, reason=reason, form=form)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_fields(request, obj)
        return fields if obj else [name for name in fields if name != "kind"]


@admin.register(Institution)
class InstitutionAdmin(RecordAdmin):
    list_display = ("name", "acronym", "type", "country", "is_active")
    list_filter = ("is_active", "type")
    list_select_related = ("type", "country")
    search_fields = ("name", "acronym", "country__name")
    autocomplete_fields = ("country",)
    fields = ("country", "type", "name", "acronym", "is_active")
    fixed_fields = ("country",)


@admin.register(InstitutionType)
class InstitutionTypeAdmin(RecordAdmin):
    """From the catalogue's file."""

    list_display = ("name", "code")
    fields = ("code", "name", "order")


class OrganisationMembershipInline(admin.TabularInline):
    """The members, as the catalogue's file has them."""

    model = OrganisationMembership
    fields = ("country", "starts_on", "ends_on", "source")
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Organisation)
class OrganisationAdmin(RecordAdmin):
    """From the catalogue's file."""

    list_display = ("code", "name")
    search_fields = ("code", "name")
    fields = ("code", "name")
    inlines = (OrganisationMembershipInline,)


@admin.register(MapRule)
class MapRuleAdmin(RecordAdmin):
    """How maps draw what is not settled; a rule that is changed here is no more the file's."""

    list_display = ("title", "code", "kind", "first", "second", "is_active", "is_loaded")
    list_filter = ("kind", "is_active", "is_loaded")
    search_fields = ("title", "code", "note", "source")
    fields = (
        *("code", "kind", "title", "first", "second", "box", "note"),
        *("source", "as_of", "confidence", "is_active", "is_loaded"),
    )
    readonly_fields = ("is_loaded",)
    fixed_fields = ("code",)

    def change(
        self, *, actor: Actor, instance: Any, reason: str, changes: dict[str, Any], form: Any
    ) -> Any:
        """Loading the file again leaves it as it is from now on."""
        kept = {**changes, "is_loaded": False}
        return super().change(
            actor=actor, instance=instance, reason=reason, changes=kept, form=form
        )
