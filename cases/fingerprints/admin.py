"""The negative bank in the Django admin: what stands in it, since when, and by whom; values are added by the command."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.fingerprints import forms, guardwords


class NegativeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shared by all agencies; what is published widely, never anything of a case."""

    form = forms.NegativeForm
    list_display = ("entry", "kind", "what", "note", "added_at")
    list_filter = ("category", "kind")
    search_fields = ("note",)

    @admin.display(description=_("What it is"), ordering="category")
    def what(self, row: Any) -> str:
        """The category in words."""
        return gettext(guardwords.CATEGORIES[row.category])

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Values are computed from files, by `manage.py negative_add`."""
        return False


admin.site.register(forms.NegativeForm.Meta.model, NegativeAdmin)
