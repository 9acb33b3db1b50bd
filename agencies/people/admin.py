"""Accounts in the Django admin; memberships are tenant rows and stay behind the wall."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from agencies.people import forms


class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]
    """Platform staff see accounts, never what an agency does."""

    form = forms.UserChange
    add_form = forms.UserCreation
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    search_fields = ("email", "name")
    list_filter = ("is_active", "is_staff")
    readonly_fields = ("last_login", "created_at")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("State", {"fields": ("is_active", "is_staff", "is_superuser", "last_login", "created_at")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "name", "password1", "password2")}),)


admin.site.register(forms.UserChange.Meta.model, UserAdmin)


class AgencyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Public facts of an agency; closing one is a change of `active`, rows are never deleted here."""

    form = forms.AgencyForm
    list_display = ("name", "slug", "kind", "country", "active", "created_at")
    list_filter = ("kind", "active", "country")
    search_fields = ("name", "slug")
    readonly_fields = ("created_at", "demo")
    actions = ("suspend_or_lift",)

    @admin.action(description="Suspend, or lift a suspension: on the platform's page, which asks for the reason")
    def suspend_or_lift(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """One agency at a time, as each has a reason of its own."""
        chosen = list(queryset[:2])
        if len(chosen) != 1:
            self.message_user(request, "Choose one agency.", messages.WARNING)
            return None
        return redirect("platform-agency", chosen[0].pk)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A workspace needs settings from its first moment: manage.py agency_open."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


admin.site.register(forms.AgencyForm.Meta.model, AgencyAdmin)
