"""The provider directory in the Django admin."""

from django.contrib import admin

from takedowns.recipients import forms


class HostInline(admin.TabularInline):  # type: ignore[type-arg]
    """Hosts of a provider."""

    model = forms.ProviderHostForm.Meta.model
    form = forms.ProviderHostForm
    extra = 1


class ProviderAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shared by all agencies; facts about hosts, never about cases."""

    form = forms.ProviderForm
    inlines = (HostInline,)
    list_display = ("name", "kind", "country", "language", "abuse_email", "risk", "verified_on")
    list_filter = ("kind", "risk", "country")
    search_fields = ("name", "hosts__host", "abuse_email")


admin.site.register(forms.ProviderForm.Meta.model, ProviderAdmin)
