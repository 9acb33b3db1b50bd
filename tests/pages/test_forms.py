"""Every form comes out with the classes of the design system, and its hints and errors are tied to the fields."""

from django import forms
from lxml import html

from agencies.tenancy.forms import DateInput, GovukFormMixin, GovukRenderer


class Visit(forms.Form):
    bridge = forms.CharField(
        label="Bridge", help_text="As on the sign", widget=forms.TextInput({"placeholder": "Bridge"})
    )
    drink = forms.ChoiceField(label="Drink", choices=[("c", "Coffee"), ("t", "Tea")], widget=forms.RadioSelect)
    cats = forms.MultipleChoiceField(
        label="Cats", choices=[("a", "Anna"), ("b", "Bo")], widget=forms.CheckboxSelectMultiple, required=False
    )
    day = forms.DateField(label="Day", widget=DateInput)
    note = forms.CharField(label="Note", widget=forms.Textarea({"class": "wide"}), required=False)
    read = forms.BooleanField(label="I have read this")
    step = forms.CharField(widget=forms.HiddenInput, initial="2")


class Mixed(GovukFormMixin, Visit):
    """The same form, right under any renderer."""


def rendered(data: dict[str, str] | None = None):
    return html.fromstring(f"<div>{Visit(data, renderer=GovukRenderer())}</div>")


def test_it_gives_each_control_its_class() -> None:
    page = rendered()
    classes = {field.get("name"): field.get("class") for field in page.iter("input", "textarea", "select")}
    assert classes == {
        "bridge": "govuk-input",
        "drink": "govuk-radios__input",
        "cats": "govuk-checkboxes__input",
        "day": "govuk-input",
        "note": "wide govuk-textarea",
        "read": "govuk-checkboxes__input",
        "step": None,
    }
    assert page.xpath("//input[@placeholder]") == []
    assert page.xpath("//input[@name='day']/@type") == ["date"]


def test_it_labels_every_visible_control() -> None:
    page = rendered()
    labelled = set(page.xpath("//label/@for"))
    assert {field.get("id") for field in page.xpath("//input[@type!='hidden']|//textarea")} <= labelled
    assert [legend.text_content().strip() for legend in page.iter("legend")] == ["Drink", "Cats (optional)"]


def test_it_ties_hints_and_errors_to_the_field() -> None:
    page = rendered({"step": "2"})
    described = page.get_element_by_id("id_bridge").get("aria-describedby").split()
    assert [page.get_element_by_id(part).text_content().strip() for part in described] == [
        "As on the sign",
        "Error: This field is required.",
    ]
    assert page.get_element_by_id("id_bridge").get("class") == "govuk-input govuk-input--error"
    assert page.xpath("//fieldset/@aria-describedby") == ["id_drink_error"]


def test_it_leads_from_each_error_to_a_control() -> None:
    page = rendered({"step": "2"})
    links = page.xpath("//*[contains(@class, 'govuk-error-summary__list')]//a/@href")
    assert links == ["#id_bridge", "#id_drink_0", "#id_day", "#id_read"]
    assert all(page.get_element_by_id(link[1:]).tag == "input" for link in links)


def test_it_shows_no_summary_while_nothing_is_wrong() -> None:
    assert rendered().xpath("//*[contains(@class, 'govuk-error-summary')]") == []


def test_it_works_for_a_single_form_too() -> None:
    assert str(Mixed()) == str(Visit(renderer=GovukRenderer()))
