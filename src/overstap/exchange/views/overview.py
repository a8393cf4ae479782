"""Overview of imports, upload of messages, and the page of one run."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.doors.door import door
from overstap.doors.viewer import Viewer
from overstap.exchange import queries
from overstap.exchange.choices import BUSY, CANCELLABLE, RowOutcome, RunKind, RunState
from overstap.exchange.forms import MessagesForm
from overstap.exchange.models import ImportRun
from overstap.exchange.services import ending, opening, runs, undoing
from overstap.kernel.refusals import Refusal
from overstap.ui.answering import carried_out, form_page
from overstap.ui.paging import paged

# A page of a run that works refreshes itself: HTMX, or a meta element for who has no scripts.
REFRESH_SECONDS = 3
# Outcomes of what stands in a message, not of the message.
FILE_OUTCOMES = frozenset({RowOutcome.NEW, RowOutcome.CHANGED, RowOutcome.UNCHANGED})


@door(action="import_messages")
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Runs, and what waits for somebody."""
    organisation_id = viewer.own_organisation
    shown, next_url = paged(
        queries.recent_runs(organisation_id), ("is_open", "-started_at", "id"), request.GET
    )
    context = {
        "runs": shown,
        "next_url": next_url,
        "waiting": queries.waiting(organisation_id).count(),
        "set_aside": queries.open_set_aside(organisation_id).count(),
        "ask_again": list(queries.to_ask_again(organisation_id)[:50]),
    }
    return render(request, "exchange/overview.html", context)


@door(action="import_messages", creates=True)
def upload_messages(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Upload of XML answers."""
    form = MessagesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        files = form.cleaned_data["files"]
        if sum(one.size for one in files) > runs.MOST_BYTES:
            form.add_error("files", _("Samen zijn de bestanden groter dan 20 MB. Verdeel ze."))
        else:
            try:
                run = runs.start(
                    by=viewer,
                    kind=form.cleaned_data["kind"],
                    files=[(one.name, one.read()) for one in files],
                )
                return redirect("exchange:run", run.pk)
            except Refusal as refusal:
                form.refuse(refusal, "files")
    return form_page(request, "exchange/upload_messages.html", {"form": form})


@door(action="import_messages")
def run_page(request: HttpRequest, viewer: Viewer, run_id: UUID) -> HttpResponse:
    """Where a run stands; for messages also what each came to. The page stays."""
    run = get_object_or_404(ImportRun, pk=run_id, organisation_id=viewer.own_organisation)
    if run.state == RunState.MAPPING:
        return redirect("exchange:columns", run.pk)
    context = _context(run)
    if run.kind != RunKind.PUPILS and run.state not in BUSY:
        outcome, after = request.GET.get("uitkomst", ""), request.GET.get("na", "0")
        rows, following = queries.page_of_rows(run, outcome, int(after) if after.isdigit() else 0)
        context |= {"rows": rows, "next": following, "outcome": outcome}
    return render(request, "exchange/run.html", context)


@door(action="import_messages")
def run_status(request: HttpRequest, viewer: Viewer, run_id: UUID) -> HttpResponse:
    """The part of the page that HTMX asks again; asks for the page when the work has ended."""
    run = get_object_or_404(ImportRun, pk=run_id, organisation_id=viewer.own_organisation)
    context = _context(run) | {"finished": run.state not in BUSY}
    return render(request, "exchange/status.html", context)


@require_POST
@door(action="import_messages")
def stop(request: HttpRequest, viewer: Viewer, run_id: UUID) -> HttpResponse:
    """Stops a run that is not applied yet."""
    run = get_object_or_404(ImportRun, pk=run_id, organisation_id=viewer.own_organisation)
    applying = run.state == RunState.APPLYING

    def stop_it() -> None:
        ended = ending.cancel(by=viewer, run=run)
        messages.success(request, _stops(run, applying=applying, ended=ended))

    carried_out(request, stop_it)
    return redirect("exchange:run", run.pk)


def _stops(run: ImportRun, *, applying: bool, ended: bool) -> str:
    if ended:
        return _("Gestopt: er was geen taak meer mee bezig.")
    if applying:
        return _("Het toepassen stopt zo. Alles wordt teruggedraaid.")
    if run.kind != RunKind.PUPILS:
        return _("Het inlezen stopt na het bericht dat nu gelezen wordt.")
    return _("Het inlezen stopt. Er is niets veranderd.")


def _context(run: ImportRun) -> dict[str, object]:
    labels = dict(RowOutcome.choices)
    numbers = {name: run.counts.get(name, 0) for name in labels if run.counts.get(name)}
    is_list = run.kind == RunKind.PUPILS
    # Of messages the table counts the messages; what they brought into files is one sentence.
    brought = [] if is_list else [name for name in numbers if name in FILE_OUTCOMES]
    filed = [f"{numbers.pop(name)} {labels[name]}" for name in brought]
    return {
        "run": run,
        # What did not happen counts 0.
        "counts": Counter(run.counts),
        "is_list": is_list,
        "filed": filed,
        "busy": run.state in BUSY,
        "can_cancel": run.state in CANCELLABLE and run.cancel_asked_at is None,
        "asked": opening.questions(run) if run.state == RunState.READY else [],
        "can_undo": undoing.can_undo(run),
        "to_do": run.counts.get("new", 0) + run.counts.get("changed", 0),
        "numbers": [(code, labels[code], count) for code, count in numbers.items()],
        "refresh": REFRESH_SECONDS,
    }
