"""Accounts in the Django admin; memberships are tenant rows and stay behind the wall."""

from typing import Any, ClassVar

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin
import allauth.usersessions.admin
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from agencies.audit import services as audit
from agencies.people import forms, selectors, services
from agencies.people.models import User
from agencies.tenancy.actor import Staff
from agencies.tenancy.web import caller

# Registered by packages as these modules are loaded; nothing here uses them, or their pages would show secrets.
for unused in (allauth.account.admin.EmailAddress, Group, SocialApp, SocialToken):
    if admin.site.is_registered(unused):
        admin.site.unregister(unused)
for replaced in (Authenticator, SocialAccount, UserSession):
    admin.site.unregister(replaced)


def staff_of(request: HttpRequest) -> Staff:
    """Who acts, for the platform's trail."""
    return Staff(request.user.pk or 0, getattr(request, "request_id", ""), caller(request))


@admin.display(boolean=True, description="second step")
def second_step(user: User) -> bool:
    """Whether the person has an app or a passkey."""
    return selectors.has_second_step(user.pk)


class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]
    """Platform staff see accounts, never what an agency does."""

    form = forms.UserChange
    add_form = forms.UserCreation
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff", "last_login", second_step)
    date_hierarchy = "created_at"
    search_fields = ("email", "name")
    list_filter = ("is_active", "is_staff", "last_login", "created_at")
    readonly_fields = ("last_login", "created_at")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("State", {"fields": ("is_active", "is_staff", "is_superuser", "last_login", "created_at")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "name", "password1", "password2")}),)

    def save_model(self, request: HttpRequest, obj: User, form: object, change: bool) -> None:
        """A changed account is signed out everywhere: what it may do is decided anew."""
        super().save_model(request, obj, form, change)
        audit.record_platform(
            staff_of(request), "account.change" if change else "account.add", subject_kind="user", subject_id=obj.pk,
            active=obj.is_active, administrator=obj.is_staff,
        )  # fmt: skip
        if change and obj.pk != request.user.pk:
            services.sessions_end(obj.pk)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Accounts are switched off: what a person did stays in the trails of agencies."""
        return False


admin.site.register(forms.UserChange.Meta.model, UserAdmin)


class SignInRows:
    """What belongs to a person's sign-in: looked at and taken away, never made or changed here, and without its secrets."""

    search_fields = ("user__email", "user__name")
    fields: ClassVar[tuple[str, ...]] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> tuple[str, ...]:
        return self.fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self.delete_queryset(request, type(obj)._default_manager.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        """Taken away, written down, and the person is signed out."""
        for row in queryset:
            user_id = row.user_id  # type: ignore[attr-defined]
            kind, number = row._meta.model_name or "", row.pk
            row.delete()
            audit.record_platform(
                staff_of(request), f"{kind}.remove", subject_kind="user", subject_id=user_id, row=number
            )
            services.sessions_end(user_id)


class AuthenticatorAdmin(SignInRows, admin.ModelAdmin):  # type: ignore[misc,type-arg]
    """Second steps. Taking one away is the help for somebody whose phone and recovery codes are lost."""

    fields = ("user", "type", "created_at", "last_used_at")
    list_display = fields
    list_filter = ("type", "last_used_at")


class UserSessionAdmin(SignInRows, admin.ModelAdmin):  # type: ignore[misc,type-arg]
    """Signed-in browsers."""

    fields = ("user", "created_at", "last_seen_at", "ip", "user_agent")
    list_display = fields
    list_filter = ("last_seen_at",)


class SocialAccountAdmin(SignInRows, admin.ModelAdmin):  # type: ignore[misc,type-arg]
    """By which number the sign-in service of an agency knows a person."""

    fields = ("user", "provider", "uid", "last_login", "date_joined")
    list_display = fields
    list_filter = ("provider",)


admin.site.register(Authenticator, AuthenticatorAdmin)
admin.site.register(UserSession, UserSessionAdmin)
admin.site.register(SocialAccount, SocialAccountAdmin)


class AgencyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Public facts of an agency; closing one is a change of `active`, rows are never deleted here."""

    form = forms.AgencyForm
    list_display = ("name", "slug", "kind", "country", "active", "suspended_at", "created_at")
    list_filter = ("kind", "active", "country", ("suspended_at", admin.EmptyFieldListFilter), "demo")
    search_fields = ("name", "slug")
    date_hierarchy = "created_at"
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
