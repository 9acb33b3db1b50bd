"""The markup of every form: classes of the design system, errors and hints that a screen reader finds.

GovukRenderer does it for all forms (FORM_RENDERER in the settings), GovukFormMixin for a single one.
"""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import Input, Widget

# First match wins: (widget, kind that templates/includes/field.html knows, class).
KINDS: tuple[tuple[type[Widget], str, str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes", "govuk-checkboxes__input"),
    (forms.RadioSelect, "radios", "govuk-radios__input"),
    (forms.CheckboxInput, "checkbox", "govuk-checkboxes__input"),
    (forms.Select, "select", "govuk-select"),
    (forms.Textarea, "textarea", "govuk-textarea"),
    (forms.FileInput, "file", "govuk-file-upload"),
    (Input, "input", "govuk-input"),
)
ERROR_CLASSES = {"govuk-input", "govuk-select", "govuk-textarea", "govuk-file-upload"}


class DateInput(forms.DateInput):
    """A day from the browser's own calendar; the value is an ISO date in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """A day and minute from the browser's own calendar, in the current time zone."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class GovukBoundField(BoundField):
    """A form field that brings its own classes. Hints and errors are tied to it by Django itself (aria-describedby)."""

    @property
    def kind(self) -> str:
        """hidden, checkboxes, radios, checkbox, select, textarea, file, input, or group for anything else."""
        return "hidden" if self.is_hidden else _kind(self.field.widget)[0]

    @property
    def anchor(self) -> str:
        """The id of the first control: where a link in the error summary leads."""
        return f"{self.auto_id}_0" if self.use_fieldset else str(self.id_for_label or self.auto_id)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        """Django's attributes and the classes; a placeholder that only repeats the label is dropped."""
        built = dict(super().build_widget_attrs(attrs, widget))
        widget = widget or self.field.widget
        if widget.is_hidden:
            return built
        css = _kind(widget)[1]
        wanted = [str(widget.attrs.get("class", "")), str(built.get("class", "")), css]
        if self.errors and css in ERROR_CLASSES:
            wanted.append(f"{css}--error")
        built["class"] = " ".join(dict.fromkeys(" ".join(wanted).split()))
        if widget.attrs.get("placeholder"):
            built["placeholder"] = False  # Django leaves out what is False; the label says it already
        return built


class GovukRenderer(DjangoTemplates):
    """Renders every form of the portal, third-party ones too, with our templates."""

    form_template_name = "includes/fields.html"
    field_template_name = "includes/field.html"
    bound_field_class = GovukBoundField


class GovukFormMixin:
    """For a form that must look right whatever renderer the settings name: `class F(GovukFormMixin, forms.Form)`."""

    default_renderer = GovukRenderer
    bound_field_class = GovukBoundField


def _kind(widget: Widget) -> tuple[str, str]:
    for widget_class, kind, css in KINDS:
        if isinstance(widget, widget_class):
            return kind, css
    return "group", "govuk-input"
