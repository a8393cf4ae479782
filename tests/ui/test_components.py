import re
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from overstap.ui.line_map import Station
from overstap.ui.rendering import FormRenderer
from overstap.ui.specimens import SpecimenForm
from overstap.ui.widgets import DatePicker

ERROR_PAGES = ("400", "403", "403_csrf", "404", "500")


def shown(source: str, **context: Any) -> str:
    return Template("{% load components dutch %}" + source).render(Context(context))


class MeetingForm(forms.Form):
    default_renderer = FormRenderer
    place = forms.CharField(label="Plaats", help_text="Waar jullie elkaar zien.")
    met_on = forms.DateField(label="Datum", widget=DatePicker, required=False)
    manner = forms.ChoiceField(
        label="Hoe?", choices=[("a", "Online"), ("b", "Ter plaatse")], widget=forms.RadioSelect
    )
    secret = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> None:
        raise forms.ValidationError("Kies een dag die nog komt.")


def wrong_form() -> MeetingForm:
    return MeetingForm({"place": "", "secret": "geen getal", "met_on": "<b>"})


def test_a_chip_says_its_state_in_words_and_refuses_an_unknown_state() -> None:
    assert "Wacht op Amina" in shown("{% chip 'wait' 'Wacht op Amina' %}")
    with pytest.raises(ValueError, match="Unknown chip state"):
        shown("{% chip 'purple' 'x' %}")


def test_a_meter_counts_only_full_parts() -> None:
    html = shown("{% meter parts %}", parts=["full", "full", "half", "empty", "empty"])
    assert 'aria-label="2 van 5 delen volledig"' in html
    assert html.count('class="half"') == 1


def test_what_is_passed_to_a_component_is_escaped() -> None:
    html = shown("{% facts items %}{% chip 'ok' name %}", items=[("<i>", "<b>")], name="<u>")
    assert not re.search(r"<(i|b|u)>", html)


def test_an_empty_fact_shows_a_dash() -> None:
    assert "niet ingevuld" in shown("{% facts items %}", items=[("Taal", "")])


def test_each_field_ties_its_help_and_its_error_to_the_control() -> None:
    html = str(wrong_form())
    control = re.search(r'<input[^>]*name="place"[^>]*>', html)
    assert control
    described = re.search(r'aria-describedby="([^"]*)"', control[0])
    assert described
    assert described[1].split() == ["id_place_helptext", "id_place_error"]
    for name in described[1].split():
        assert html.count(f'id="{name}"') == 1
    assert 'aria-invalid="true"' in control[0]
    assert 'class="form-control"' in control[0]


def test_a_group_of_choices_is_a_fieldset_with_a_legend_and_a_tied_error() -> None:
    html = str(wrong_form())
    assert re.search(r'<fieldset[^>]*aria-describedby="id_manner_error"><legend>Hoe\?', html)
    assert html.count('type="radio"') == 2


def test_the_error_summary_links_to_each_field_and_shows_errors_of_the_whole_form() -> None:
    html = shown("{% error_summary form %}", form=wrong_form())
    targets = re.findall(r'href="#([^"]+)"', html)
    assert targets == ["id_place", "id_met_on", "id_manner_0"]
    assert "Kies een dag die nog komt." in html
    whole = str(wrong_form())
    assert all(f'id="{target}"' in whole for target in targets)


def test_a_hidden_field_in_error_is_told_in_the_summary_without_a_link() -> None:
    html = shown("{% error_summary form %}", form=wrong_form())
    assert html.count("<li>") == 5
    assert "#id_secret" not in html


def test_what_was_typed_wrong_is_still_in_the_field_and_escaped() -> None:
    html = str(wrong_form())
    assert 'value="&lt;b&gt;"' in html
    assert "<b>" not in html


def test_a_form_that_was_not_sent_shows_no_summary() -> None:
    assert "error-summary" not in str(MeetingForm())


def test_every_kind_of_field_has_a_label() -> None:
    html = shown("{{ form }}", form=SpecimenForm(renderer=FormRenderer()))
    labels = set(re.findall(r'<label[^>]*for="([^"]+)"', html))
    controls = set(re.findall(r'<(?:input|select|textarea)[^>]*\bid="([^"]+)"', html))
    assert controls == labels
    assert len(controls) == 12


def test_a_date_field_reads_and_writes_the_form_that_browsers_send() -> None:
    form = MeetingForm({"met_on": "2027-03-14"})
    form.errors  # noqa: B018
    assert 'type="date"' in str(form["met_on"])
    assert 'value="2027-03-14"' in str(form["met_on"])


def test_a_share_switch_is_a_checkbox_that_its_title_labels() -> None:
    class Share(forms.Form):
        family = forms.BooleanField(required=False)

    html = shown(
        "{% share_card 'Je thuis' form.family %}1 notitie{% endshare_card %}",
        form=Share(renderer=FormRenderer()),
    )
    assert html.index("Je thuis") < html.index("1 notitie")
    assert '<label for="id_family">Je thuis</label>' in html
    assert 'role="switch"' in html
    assert 'type="checkbox"' in html


def test_sorting_keeps_the_filters_turns_around_and_starts_at_the_first_page() -> None:
    request = RequestFactory().get("/", QueryDict("zoek=ami&na=77&sorteer=naam").dict())
    html = shown("{% sort_header 'Naam' 'naam' 'naam' %}", request=request)
    assert 'aria-sort="ascending"' in html
    assert "zoek=ami" in html
    assert "sorteer=-naam" in html
    assert "na=77" not in html


def test_a_filter_bar_is_a_get_form_with_a_button_so_that_it_works_without_javascript() -> None:
    request = RequestFactory().get("/jongeren/")
    html = shown("{% filter_bar target='#rijen' %}<b></b>{% endfilter_bar %}", request=request)
    assert 'method="get"' in html
    assert "<button" in html
    assert 'hx-target="#rijen"' in html


def test_the_line_map_stands_on_the_page_as_picture_and_as_list() -> None:
    html = shown("{% line_map s 'Lijn' %}", s=[Station("<x>", "2025", "dual")])
    assert html.count("&lt;x&gt;") >= 2
    assert "<svg" in html
    assert "<ol" in html


def test_progress_shows_counts_and_a_native_bar() -> None:
    html = shown("{% progress_bar 1250 3400 'Inlezen' %}")
    assert "1.250 van 3.400" in html
    assert 'value="1250" max="3400"' in html


@pytest.mark.parametrize("page", ERROR_PAGES)
def test_an_error_page_needs_no_context_and_says_what_to_do(page: str) -> None:
    html = render_to_string(f"{page}.html")
    assert html.count("<h1>") == 1
    assert "Naar de startpagina" in html
    assert "<script>" not in html
    assert " style=" not in html


def test_pages_work_without_navigation_account_or_messages() -> None:
    for layout in ("page", "phone", "plain", "document"):
        html = render_to_string(f"ui/{layout}.html")
        assert 'href="#inhoud"' in html
        assert 'id="inhoud"' in html
        assert "Hoofdmenu" not in html


def test_signing_out_and_changing_role_are_post_forms() -> None:
    menu = {
        "name": "Ilse Verbeke",
        "place": "CDO De Brug",
        "switches": [{"value": "7x", "label": "Beheerder", "current": False}],
        "switch_url": "/rol/",
        "links": [],
        "sign_out_url": "/afmelden/",
    }
    html = render_to_string("ui/page.html", {"account_menu": menu})
    assert html.count('<form method="post"') == 2
    assert 'value="7x"' in html


class _Needed(forms.Form):
    name = forms.CharField(label="Naam")
    kind = forms.ChoiceField(label="Soort", choices=[("a", "A")])
    why = forms.CharField(label="Waarom", error_messages={"required": "Schrijf waarom."})


def test_a_required_field_says_what_to_do():
    shown = str(_Needed({}))
    assert shown.count("Vul dit in.") == 2
    assert shown.count("Maak een keuze.") == 2
    assert shown.count("Schrijf waarom.") == 2
    assert "verplicht" not in shown
