"""The components of the design system. Each has an example on the gallery page (ui:gallery)."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from django import forms, template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from overstap.ui import line_map as maps
from overstap.ui.asking import help_browser

register = template.Library()

STATES = {"ok", "wait", "stop", "calm", "warm"}
METER_PARTS = 5
# Parameters of a list that choose a page or an order, not what is in it.
NO_FILTER = {"na", "voor", "sorteer"}
EMPTY_METER = ("empty",) * METER_PARTS


@register.filter
def notice_state(level_tag: str) -> str:
    """The look of a message of Django's message framework."""
    return {"success": "ok", "warning": "wait", "error": "wrong"}.get(level_tag, "info")


@register.filter
def notice_word(level_tag: str) -> str:
    """What a message is, for who does not see its colour."""
    words = {"success": _("Gelukt:"), "warning": _("Let op:"), "error": _("Niet gelukt:")}
    return words.get(level_tag, _("Bericht:"))


@register.simple_block_tag(takes_context=True)
def page_title(context: Context, content: SafeString) -> SafeString:
    """The name for the tab: how the last step went, what this page is, and whose.

    Whose is the young person where there is one, else the place where somebody works.
    """
    what = content.strip()
    before = ""
    if _has_errors(context):
        before = _("Fout:")
    elif told := [notice_word(message.level_tag) for message in context.get("messages") or ()]:
        before = told[0]
    whose = _whose(context)
    parts = [f"{before} {what}".strip(), "" if whose in what else whose, "Overstap"]
    return SafeString(" · ".join(part for part in parts if part))


def _has_errors(context: Context) -> bool:
    named: list[tuple[Any, Any]] = list(context.flatten().items())
    return any(
        bool(form.is_bound and form.errors)
        for name, form in named
        if isinstance(form, BaseForm) and name != "filters"
    )


def _whose(context: Context) -> str:
    person = context.get("person") or getattr(context.get("mine"), "person", None)
    account = context.get("account_menu") or {}
    return conditional_escape(getattr(person, "full_name", "") or account.get("whose", ""))


# The two that stand in every row of a long list: markup in Python, since a template a cell costs
# ten times as much.
@register.simple_tag
def chip(state: str, label: str) -> SafeString:
    """A state in a word. `state`: ok, wait, stop, calm or warm."""
    if state not in STATES:
        raise ValueError(f"Unknown chip state {state!r}; choose one of {sorted(STATES)}")
    return SafeString(f'<span class="chip {state}">{conditional_escape(label)}</span>')


@register.simple_tag
def meter(parts: Sequence[str], label: str = "") -> SafeString:
    """Completeness of five parts, each "full", "half" or "empty"; `label` replaces the sentence."""
    full = sum(part == "full" for part in parts)
    sentence = label or _("%(full)s van %(all)s delen volledig") % {
        "full": full,
        "all": len(parts) or METER_PARTS,
    }
    bars = "".join(f'<i class="{escape(part)}"></i>' for part in parts or EMPTY_METER)
    shown = (
        f'<span class="meter" role="img" aria-label="{conditional_escape(sentence)}">{bars}</span>'
    )
    return SafeString(shown)


@register.inclusion_tag("ui/components/facts.html")
def facts(items: Iterable[tuple[object, object]]) -> dict[str, Any]:
    """Pairs of (name, value); an empty value shows a dash."""
    return {"items": items}


@register.inclusion_tag("ui/components/timeline.html")
def timeline(events: Iterable[object]) -> dict[str, Any]:
    """Events with `when` and `text`; optional `url`, `detail`, `late`."""
    return {"events": events}


@register.inclusion_tag("ui/components/pager.html")
def pager(next_url: str = "", previous_url: str = "", summary: str = "") -> dict[str, Any]:
    """Pages by key: links to the next and previous page, and what is seen now in a sentence."""
    return {"next_url": next_url, "previous_url": previous_url, "summary": summary}


@register.inclusion_tag("ui/components/sort_header.html", takes_context=True)
def sort_header(context: Context, label: str, key: str, current: str = "") -> dict[str, Any]:
    """A `<th>` that sorts by `key`; `current` is the sort in use, "-key" for descending.

    Keeps the other filters of the URL and drops the page key `na`.
    """
    query = context["request"].GET.copy()
    query.pop("na", None)
    query["sorteer"] = f"-{key}" if current == key else key
    order = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    return {"label": label, "url": f"?{query.urlencode()}", "order": order}


@register.inclusion_tag("ui/components/empty_state.html")
def empty_state(title: str, text: str, url: str = "", action: str = "") -> dict[str, Any]:
    """Nothing here yet: why, and what to do first."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("ui/components/progress_bar.html")
def progress_bar(done: int, total: int, label: str) -> dict[str, Any]:
    """Long work as a bar with counts."""
    return {"done": done, "total": total, "label": label}


@register.inclusion_tag("ui/components/steps.html")
def steps(current: int, labels: Sequence[str]) -> dict[str, Any]:
    """Where someone is in a wizard; `current` counts from 1."""
    return {"current": current, "total": len(labels), "labels": labels, "name": labels[current - 1]}


@register.inclusion_tag("ui/components/download_link.html")
def download_link(url: str, label: str, kind: str = "", size: str = "") -> dict[str, Any]:
    """A file: what it is, its kind ("pdf") and size ("120 kB")."""
    return {"url": url, "label": label, "about": ", ".join(part for part in (kind, size) if part)}


@register.inclusion_tag("ui/components/back_link.html")
def back_link(url: str, label: str) -> dict[str, Any]:
    """The way back, above the heading."""
    return {"url": url, "label": label}


@register.inclusion_tag("ui/components/copy_code.html")
def copy_code(code: str, element_id: str) -> dict[str, Any]:
    """A code that people retype or copy."""
    return {"code": code, "element_id": element_id}


@register.inclusion_tag("ui/components/line_map.html")
def line_map(stations: Sequence[maps.Station], title: str, description: str = "") -> dict[str, Any]:
    """The route of a person: a drawn map on a wide screen, a list under 640 px."""
    svg = maps.draw(stations, title=title, description=description)
    return {
        "drawing": mark_safe(svg),  # noqa: S308  (draw() escapes every text)
        "rows": maps.as_list(stations),
        "title": title,
    }


# Forms


def _class_for(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    if isinstance(widget, forms.Select | forms.SelectDateWidget):
        return "form-select"
    return "form-control"


def _dressed(bound: BoundField) -> BoundField:
    """The field with our classes on its widget; a form's fields are its own copies."""
    help_browser(bound.name, bound.field.widget)
    attrs = bound.field.widget.attrs
    if isinstance(bound.field.widget, forms.Textarea) and attrs.get("rows") == "10":
        attrs["rows"] = "5"
    if "form-" not in str(attrs.get("class", "")):
        attrs["class"] = f"{attrs.get('class', '')} {_class_for(bound.field.widget)}".strip()
    return bound


def _field_context(bound: BoundField) -> dict[str, Any]:
    widget = bound.field.widget
    return {
        "field": _dressed(bound),
        "options": isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple),
        "checkbox": isinstance(widget, forms.CheckboxInput),
        "errors": errors_of(bound),
    }


def errors_of(bound: BoundField) -> list[str]:
    """What is wrong and what to do; where Django only says that a field is required too."""
    texts = []
    for error in bound.errors.as_data():
        text = str(next(iter(error), ""))
        if error.code == "required" and text == forms.Field.default_error_messages["required"]:
            chosen = isinstance(bound.field, forms.ChoiceField | forms.ModelChoiceField)
            text = _("Maak een keuze.") if chosen else _("Vul dit in.")
        texts.append(text)
    return texts


@register.inclusion_tag("ui/components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Label, help, control and error of one field."""
    return _field_context(bound)


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(*form_list: BaseForm) -> dict[str, Any]:
    """All errors of one or more forms, on top, each a link to its field."""
    problems = [problem for form in form_list if form.is_bound for problem in _problems(form)]
    return {"problems": problems}


def _problems(form: BaseForm) -> Iterable[dict[str, str]]:
    for text in form.non_field_errors():
        yield {"target": "", "label": "", "text": str(text)}
    for bound in form:
        if bound.errors and not bound.is_hidden:
            # Before _target: it makes the subwidgets, which are made once with these classes.
            _dressed(bound)
        for text in errors_of(bound):
            label = "" if bound.is_hidden else str(bound.label)
            label += "" if label.endswith(("?", ":", ".")) or not label else ":"
            yield {"target": _target(bound), "label": label, "text": str(text)}


def _target(bound: BoundField) -> str:
    if bound.is_hidden:
        return ""
    first = bound.subwidgets[0].id_for_label if bound.use_fieldset and bound.subwidgets else ""
    return first or bound.id_for_label or bound.auto_id


# Components around content


def _around(name: str, content: SafeString, **context: object) -> SafeString:
    return render_to_string(f"ui/components/{name}.html", {"content": content, **context})


@register.simple_block_tag
def notice(content: SafeString, state: str = "info") -> SafeString:
    """Something to know, inside the page. `state`: info, ok, wait or stop."""
    return _around("notice", content, state=state)


@register.simple_block_tag
def confirm_box(content: SafeString, title: str = "", state: str = "info") -> SafeString:
    """What will happen, shown before the button; `state="stop"` for what cannot be undone."""
    return _around("confirm_box", content, title=title or _("Dit gebeurt er"), state=state)


@register.simple_block_tag
def share_card(
    content: SafeString,
    title: str,
    bound: BoundField | None = None,
    url: str = "",
    action: str = "",
) -> SafeString:
    """One data group: its contents in plain sight, then a switch (`bound`) or a link."""
    if bound is not None:
        bound.field.widget.attrs.setdefault("role", "switch")
        _dressed(bound)
    errors = errors_of(bound) if bound is not None else []
    return _around(
        "share_card", content, title=title, field=bound, url=url, action=action, errors=errors
    )


@register.simple_block_tag(takes_context=True)
def filter_bar(
    context: Context, content: SafeString, target: str = "", reset_url: str = "", label: str = ""
) -> SafeString:
    """Filters that live in the URL (GET), folded on a phone. `target`: what HTMX refreshes;
    `label`: the name of the landmark.
    """
    request = context["request"]
    chosen = [key for key, value in request.GET.items() if value and key not in NO_FILTER]
    return _around(
        "filter_bar",
        content,
        target=target,
        reset_url=reset_url,
        path=request.path,
        label=label or _("Filters"),
        active=len(chosen),
    )
