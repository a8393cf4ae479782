"""Pages of pupil lists: upload, columns, preview, apply, undo."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.doors.door import door
from overstap.doors.viewer import Viewer
from overstap.exchange import queries
from overstap.exchange.choices import BUSY, RowOutcome, RunKind, RunState
from overstap.exchange.forms import ColumnsForm, ListForm, ReadingForm
from overstap.exchange.models import ImportRow, ImportRun
from overstap.exchange.services import applying, opening, pupils, runs, undoing
from overstap.exchange.views.preview import shown
from overstap.kernel.refusals import Refusal
from overstap.ui.answering import carried_out, form_page


def _run(viewer: Viewer, run_id: UUID) -> ImportRun:
    return get_object_or_404(
        ImportRun, pk=run_id, organisation_id=viewer.own_organisation, kind=RunKind.PUPILS
    )


@door(action="import_pupils", creates=True)
def upload(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Upload of a pupil list."""
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["files"]
        try:
            if file.size > runs.MOST_BYTES:
                raise Refusal(_("Dit bestand is groter dan 20 MB. Splits de lijst."))
            run = runs.start(by=viewer, kind=RunKind.PUPILS, files=[("", file.read())])
            return redirect("exchange:run", run.pk)
        except Refusal as refusal:
            form.refuse(refusal, "files")
    return form_page(request, "exchange/upload_list.html", {"form": form})


@door(action="import_pupils")
def columns(request: HttpRequest, viewer: Viewer, run_id: UUID) -> HttpResponse:
    """Which column is what; remembered for the organisation."""
    run = _run(viewer, run_id)
    if run.state not in (RunState.MAPPING, RunState.READY):
        return redirect("exchange:run", run.pk)
    form = ColumnsForm(request.POST or None, columns=run.header["columns"], mapping=run.mapping)
    if request.method == "POST" and form.is_valid():
        try:
            pupils.choose_columns(by=viewer, run=run, mapping=form.mapping)
            return redirect("exchange:run", run.pk)
        except Refusal as refusal:
            form.refuse(refusal)
    context = {"form": form, "run": run, "reading": ReadingForm(header=run.header)}
    return form_page(request, "exchange/columns.html", context)


@require_POST
@door(action="import_pupils")
def reading(request: HttpRequest, viewer: Viewer, run_id: UUID) -> HttpResponse:
    """Another sheet, or other letters: the titles are read again."""
    run = _run(viewer, run_id)
    form = ReadingForm(request.POST, header=run.header)

    def read_so() -> None:
        if not form.is_valid():
            raise Refusal(_("Kies een van de mogelijkheden."), code="unknown_choice")
        opening.choose_reading(by=viewer, run=run, **form.cleaned_data)

    done = carried_out(request, read_so)
    return redirect("exchange:run" if done else "exchange:columns", run.pk)


@require_POST
@door(action="import_pupils")
def aside(request: HttpRequest, viewer: Viewer, run_id: UUID) -> HttpResponse:
    """Whether rows that are hidden or struck through in the file are meant."""
    run = _run(viewer, run_id)
    answers = {kind: request.POST[kind] for kind in opening.KINDS if kind in request.POST}
    carried_out(
        request,
        lambda: opening.answer(by=viewer, run=run, answers=answers),
        _("Je keuze is bewaard."),
    )
    return redirect("exchange:run", run.pk)


@door(action="import_pupils")
def rows(request: HttpRequest, viewer: Viewer, run_id: UUID) -> HttpResponse:
    """The preview, by outcome: what is new, changed (old and new), doubtful or wrong."""
    run = _run(viewer, run_id)
    if run.state in BUSY:
        return redirect("exchange:run", run.pk)
    outcome = request.GET.get("uitkomst", "")
    after = request.GET.get("na", "0")
    found, following = queries.page_of_rows(run, outcome, int(after) if after.isdigit() else 0)
    names = queries.names_of(run.organisation_id, found)
    context = {
        "run": run,
        "rows": [_shown(row, names) for row in found],
        "next": following,
        "outcome": outcome,
        "label": {**dict(RowOutcome.choices), queries.LEFT: _("bleven staan")}.get(
            outcome, _("alle rijen")
        ),
        "filters": [
            (c, label, run.counts[c]) for c, label in RowOutcome.choices if run.counts.get(c)
        ],
        "can_decide": run.state == RunState.READY,
    }
    return render(request, "exchange/rows.html", context)


@require_POST
@door(action="import_pupils")
def decide(request: HttpRequest, viewer: Viewer, run_id: UUID, number: int) -> HttpResponse:
    """Whom a doubtful row means."""
    run = _run(viewer, run_id)
    decision = request.POST.get("decision", "")
    carried_out(
        request,
        lambda: pupils.decide_row(by=viewer, run=run, number=number, decision=decision),
        _("Rij %d: je keuze is bewaard.") % number,
    )
    response = redirect("exchange:rows", run.pk)
    response["Location"] += f"?uitkomst=doubtful&na={max(number - 1, 0)}"
    return response


@require_POST
@door(action="import_pupils")
def apply(request: HttpRequest, viewer: Viewer, run_id: UUID) -> HttpResponse:
    """Applies a checked list."""
    run = _run(viewer, run_id)
    carried_out(request, lambda: applying.apply(by=viewer, run=run))
    return redirect("exchange:run", run.pk)


@require_POST
@door(action="import_pupils")
def undo(request: HttpRequest, viewer: Viewer, run_id: UUID) -> HttpResponse:
    """Takes an applied list back."""
    run = _run(viewer, run_id)
    carried_out(request, lambda: undoing.undo(by=viewer, run=run))
    return redirect("exchange:run", run.pk)


def _shown(row: ImportRow, names: dict[str, str]) -> dict[str, object]:
    who = " ".join(row.values.get(code, "") for code in ("first_name", "last_name")).strip()
    if not who and row.person:
        who = row.person.full_name
    options = [(ref, names[ref]) for ref in row.meant if ref in names]
    chosen = str(row.person_id) if row.decision == "same" else row.decision or "skip"
    return {
        "row": row,
        "who": who,
        "birth_date": row.values.get("birth_date", ""),
        "changes": shown(row),
        "options": options,
        "chosen": chosen,
    }
