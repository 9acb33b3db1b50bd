"""Confirmations of legal bases in the Django admin."""

from django.contrib import admin

from takedowns.notices import forms


class BasisConfirmationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Without a confirmation here no notice can rest on a legal basis."""

    form = forms.BasisConfirmationForm
    list_display = ("code", "verified_by", "verified_on", "expires_on")
    search_fields = ("code", "verified_by")


admin.site.register(forms.BasisConfirmationForm.Meta.model, BasisConfirmationAdmin)
