"""Time-stamping authorities in the Django admin. Packages, keys and archives are tenant rows and stay behind the wall."""

from django.contrib import admin
from django.http import HttpRequest

from agencies.tenancy.actor import Staff
from agencies.tenancy.web import caller
from takedowns.evidence import forms, services


class StampAuthorityAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Whom the portal asks for time stamps, and what they are worth in law. Each change is in the platform's trail."""

    form = forms.StampAuthorityForm
    list_display = ("name", "url", "grade", "active")
    list_filter = ("grade", "active")
    search_fields = ("name", "url")

    def save_model(self, request: HttpRequest, obj: object, form: object, change: bool) -> None:
        """Saved, and written down with its grade."""
        super().save_model(request, obj, form, change)
        staff = Staff(request.user.pk or 0, getattr(request, "request_id", ""), caller(request))
        services.authority_noted(staff, obj)  # type: ignore[arg-type]

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Switched off instead: stamps that were taken name it."""
        return False


admin.site.register(forms.StampAuthorityForm.Meta.model, StampAuthorityAdmin)
