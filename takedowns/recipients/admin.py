"""The provider directory in the Django admin: shared by all agencies, kept by the platform's staff."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from agencies.tenancy.actor import Staff
from agencies.tenancy.errors import Conflict
from agencies.tenancy.web import caller
from takedowns.recipients import forms, services
from takedowns.recipients.states import FoundState


def staff_of(request: HttpRequest) -> Staff:
    """Who sits in the Django admin."""
    return Staff(request.user.pk or 0, getattr(request, "request_id", ""), caller(request))


class Audited:
    """Every change leaves a line in the platform's trail, in the same transaction."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Save, then record."""
        super().save_model(request, obj, form, change)  # type: ignore[misc]
        services.directory_changed(staff_of(request), obj)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Record, then delete."""
        services.directory_changed(staff_of(request), obj, deleted=True)
        super().delete_model(request, obj)  # type: ignore[misc]

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """One line for each row."""
        for row in queryset:
            services.directory_changed(staff_of(request), row, deleted=True)
        super().delete_queryset(request, queryset)  # type: ignore[misc]


class HostInline(admin.TabularInline):  # type: ignore[type-arg]
    """Hosts of a provider."""

    model = forms.ProviderHostForm.Meta.model
    form = forms.ProviderHostForm
    extra = 1


class ProviderAdmin(Audited, admin.ModelAdmin):  # type: ignore[type-arg]
    """Facts about hosts, never about cases. Nothing is sent to a row before somebody marked it as checked."""

    form = forms.ProviderForm
    inlines = (HostInline,)
    list_display = ("name", "kind", "country", "abuse_email", "risk", "status", "listed", "verified_on", "verified_by")
    list_filter = ("kind", "risk", "status", "listed", "country")
    search_fields = ("name", "code", "hosts__host", "abuse_email")
    actions = ("mark_checked",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Notices point at them; one that is to get nothing any more is marked as not checked."""
        return False

    @admin.action(description="Checked today: notices may be sent to it")
    def mark_checked(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        """Whoever presses it vouches for the contact."""
        for row in rows:
            services.provider_checked(staff_of(request), provider_id=row.pk, by=request.user.get_username())
        self.message_user(request, f"{len(rows)} rows are checked.")


class RecipientAdmin(Audited, admin.ModelAdmin):  # type: ignore[type-arg]
    """Contacts that were looked up, guessed or proposed; a guess is never used before somebody verified it here."""

    form = forms.RecipientForm
    list_display = ("host", "scope", "source", "address", "name", "country", "cdn", "state", "found_at")
    list_filter = ("state", "source", "scope")
    search_fields = ("host", "address", "name")
    readonly_fields = ("state",)
    actions = ("verify", "refuse", "reopen")

    @admin.action(description="Verify: the contact joins the directory, and notices may be sent to it")
    def verify(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        """One after the other; what is not possible is named."""
        self._settle(request, rows, FoundState.VERIFIED)

    @admin.action(description="Refuse: this is no contact")
    def refuse(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        """The same."""
        self._settle(request, rows, FoundState.REFUSED)

    @admin.action(description="Take a refusal back")
    def reopen(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        """The same."""
        self._settle(request, rows, FoundState.FOUND)

    def _settle(self, request: HttpRequest, rows: QuerySet[Any], to: FoundState) -> None:
        for row in rows:
            try:
                services.found_settle(staff_of(request), recipient_id=row.pk, to=to, by=request.user.get_username())
            except Conflict as error:
                self.message_user(request, f"{row}: {error}", messages.ERROR)


class ContactDoubtAdmin(Audited, admin.ModelAdmin):  # type: ignore[type-arg]
    """Dead contacts. A row that is added here counts for all; deleting the rows of an address brings it back to life."""

    form = forms.ContactDoubtForm
    list_display = ("address", "why", "at")
    list_filter = ("why",)
    search_fields = ("address",)


admin.site.register(forms.ProviderForm.Meta.model, ProviderAdmin)
admin.site.register(forms.RecipientForm.Meta.model, RecipientAdmin)
admin.site.register(forms.ContactDoubtForm.Meta.model, ContactDoubtAdmin)
