"""Mijn jongeren: the list, the search by name, the export of what is shown."""

from io import BytesIO
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from overstap.access.queries import search_caseload
from overstap.desk import panels, services
from overstap.desk.forms import WHO, SearchForm, filter_choices, sort_choice
from overstap.desk.queries import caseload as rows
from overstap.desk.queries.today import today_page
from overstap.desk.rules import FilterChoice
from overstap.doors.door import door
from overstap.doors.pages import Item
from overstap.doors.rooms import columns, filters, glance
from overstap.doors.viewer import Viewer
from overstap.exchange.tabular.writing import csv_stream, write_xlsx
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal

SEARCH_LIMIT = 50
# Lines of Vandaag beside the list.
AT_A_GLANCE = 8
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@door(action="see_caseload")
@require_GET
def caseload(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The young people of the own centre; HTMX asks only for the rows."""
    choices, asked = _asked(request.GET, viewer)
    page = rows.page_of(viewer.own_organisation, asked)
    counts = rows.counts(viewer.own_organisation, asked)
    context = {
        "page": page,
        "rows": panels.lines_rows(page.lines),
        "counts": counts,
        "sort": asked.sort,
        "columns": columns(),
        "filters": panels.filter_fields(choices, sort_choice(asked.sort)),
        "query": _query(request.GET),
        "soon": asked.soon,
        "reset_url": "?" if _query(request.GET) else "",
        "next_url": _without(request.GET, na=page.after) if page.after else "",
        "previous_url": _without(request.GET, voor=page.before) if page.before else "",
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/caseload.html#rows", context)
    context["today"] = _today(viewer)
    context["duplicates_url"] = reverse("people:duplicates") if viewer.can("merge_people") else ""
    return render(request, "desk/caseload.html", context)


@door(action="see_caseload")
@require_POST
def search(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """People of the own centre by name, typing errors tolerated. The name stays out of the URL."""
    form = SearchForm(request.POST)
    text = form.cleaned_data["naam"] if form.is_valid() else ""
    if not text:
        return redirect("desk:caseload")
    choices, asked = _asked(request.GET, viewer)
    found = search_caseload(viewer.own_organisation, text, limit=SEARCH_LIMIT)
    lines = rows.of_people(viewer.own_organisation, found, asked)
    context = {
        "query": _query(request.GET),
        "chosen": _in_words(choices, asked),
        "page": rows.Page(lines),
        "columns": columns(),
        "rows": panels.lines_rows(lines),
        "search_form": form,
        "text": text,
        "limit": SEARCH_LIMIT,
    }
    return render(request, "desk/search.html", context)


@door(action="see_caseload")
@require_POST
def export(
    request: HttpRequest, viewer: Viewer
) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """CSV or XLSX of exactly what the list shows, over all its pages; logged for each person."""
    kind = "xlsx" if request.POST.get("soort") == "xlsx" else "csv"
    _choices, asked = _asked(request.GET, viewer)
    if text := request.POST.get("naam", ""):
        found = search_caseload(viewer.own_organisation, text, limit=SEARCH_LIMIT)
        lines = rows.of_people(viewer.own_organisation, found, asked)
    else:
        lines = rows.all_lines(viewer.own_organisation, asked)
    try:
        table = services.export_caseload(lines, kind=kind, by=viewer)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("desk:caseload")
    name = f"jongeren-{clock.today():%Y-%m-%d}.{kind}"
    if kind == "csv":
        answer = StreamingHttpResponse(csv_stream(table), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    book = BytesIO()
    write_xlsx(table, book, sheet_name=_("Jongeren"))
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=name, content_type=XLSX)


def _asked(query: QueryDict, viewer: Viewer) -> tuple[list[FilterChoice], rows.Filters]:
    choices = filter_choices(query, rows.counsellors(viewer.own_organisation))
    chosen = {choice.name: choice.chosen for choice in choices}
    who = chosen[WHO]
    sort = query.get("sorteer", rows.DEFAULT_SORT)
    return choices, rows.Filters(
        chosen=tuple((one, chosen[one.name]) for one in filters() if chosen[one.name]),
        soon=query.get("binnenkort") == "1",
        counsellor=viewer.membership_id if who == "ik" else _uuid(who),
        sort=sort if sort.lstrip("-") in rows.sorts() else rows.DEFAULT_SORT,
        after=_uuid(query.get("na", "")),
        before=_uuid(query.get("voor", "")),
    )


def _in_words(choices: list[FilterChoice], asked: rows.Filters) -> list[str]:
    """What is filtered on, as the lists say it."""
    told = [dict(one.options)[one.chosen] for one in choices if one.chosen]
    return told + [_("Verlaat binnen 3 maanden")] * asked.soon


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _query(query: QueryDict) -> str:
    kept = {key: value for key, value in query.items() if key not in {"na", "voor"} and value}
    return urlencode(kept)


def _without(query: QueryDict, *dropped: str, **added: object) -> str:
    """The same list with some parameters left out or set; back on its first page."""
    away = {"na", "voor", *dropped, *added}
    kept = {key: value for key, value in query.items() if key not in away and value}
    return "?" + urlencode(kept | {key: str(value) for key, value in added.items()})


def _today(viewer: Viewer) -> list[Item]:
    day = clock.today()
    return glance(today_page(viewer, day, until=day))[:AT_A_GLANCE]
