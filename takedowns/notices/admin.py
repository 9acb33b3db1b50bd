"""Confirmations of legal bases and reviews of blocks in the Django admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from agencies.tenancy.actor import Staff
from agencies.tenancy.web import caller
from takedowns.notices import forms
from takedowns.notices.services import lawyers


def staff_of(request: HttpRequest) -> Staff:
    """Who sits in the Django admin."""
    return Staff(request.user.pk or 0, getattr(request, "request_id", ""), caller(request))


class Audited:
    """Every change leaves a line in the platform's trail, in the same transaction."""

    @staticmethod
    def told(staff: Staff, row: Any, *, deleted: bool = False) -> None:
        """The service that writes the line."""
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Save, then record."""
        super().save_model(request, obj, form, change)  # type: ignore[misc]
        self.told(staff_of(request), obj)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Record, then delete."""
        self.told(staff_of(request), obj, deleted=True)
        super().delete_model(request, obj)  # type: ignore[misc]

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """One line for each row."""
        for row in queryset:
            self.told(staff_of(request), row, deleted=True)
        super().delete_queryset(request, queryset)  # type: ignore[misc]


class BasisConfirmationAdmin(Audited, admin.ModelAdmin):  # type: ignore[type-arg]
    """Without a confirmation here no notice can rest on a legal basis."""

    form = forms.BasisConfirmationForm
    list_display = ("code", "verified_by", "verified_on", "expires_on")
    search_fields = ("code", "verified_by")
    told = staticmethod(lawyers.basis_confirmed)


class BlockReviewAdmin(Audited, admin.ModelAdmin):  # type: ignore[type-arg]
    """Which blocks of text a lawyer has read, per language; a retired one keeps every notice with it from being approved."""

    form = forms.BlockReviewForm
    list_display = ("code", "language", "version", "state", "reviewed_by", "reviewed_on")
    list_filter = ("language", "state")
    search_fields = ("code", "reviewed_by")
    told = staticmethod(lawyers.block_reviewed)


admin.site.register(forms.BasisConfirmationForm.Meta.model, BasisConfirmationAdmin)
admin.site.register(forms.BlockReviewForm.Meta.model, BlockReviewAdmin)
