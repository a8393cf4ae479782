"""Two records of one young person: to find, to compare, to join, to part again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from overstap.doors.door import door, looked
from overstap.doors.viewer import Viewer
from overstap.kernel.births import in_words
from overstap.kernel.dutch import long_date
from overstap.kernel.refusals import Refusal
from overstap.people import queries, services
from overstap.people.forms import MergeForm
from overstap.people.models import Merge, Person
from overstap.ui.answering import carried_out, form_page
from overstap.ui.pages import caseload_page, person_page


@door(action="merge_people")
@require_GET
def duplicates(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    context = {
        "pairs": queries.duplicate_pairs(viewer.organisation_id),  # type: ignore[arg-type]
        "back_url": caseload_page(),
        "merges": queries.merges_of(viewer.organisation_id),  # type: ignore[arg-type]
    }
    return render(request, "people/duplicates.html", context)


@door(action="merge_people")
def compare(request: HttpRequest, viewer: Viewer, one_id: UUID, other_id: UUID) -> HttpResponse:
    one = get_object_or_404(Person, pk=one_id)
    other = get_object_or_404(Person, pk=other_id)
    sides = [_side(one), _side(other)]
    form = MergeForm([(str(p.pk), _label(p)) for p in (one, other)], request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = UUID(form.cleaned_data["kept"])
        merged = other.pk if kept == one.pk else one.pk
        try:
            services.merge(kept, merged, form.cleaned_data["reason"], by=viewer)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Samengevoegd. Je kan dit nog ongedaan maken."))
            return redirect(person_page(kept))
    for person in (one, other):
        looked(request, viewer, "file_opened", person=person.pk, purpose="guidance")
    return form_page(request, "people/compare.html", {"sides": sides, "form": form})


@door(action="merge_people")
@require_POST
def undo(request: HttpRequest, viewer: Viewer, merge_id: UUID) -> HttpResponse:
    get_object_or_404(Merge, pk=merge_id)
    carried_out(
        request,
        lambda: services.undo_merge(merge_id, by=viewer),
        _("De twee dossiers zijn weer uit elkaar."),
    )
    return redirect("people:duplicates")


def _label(person: Person) -> str:
    since = long_date(person.created_at)
    return _("%(name)s, dossier van %(since)s") % {"name": person.full_name, "since": since}


def _side(person: Person) -> dict[str, object]:
    """One record as facts beside the other."""
    points = ", ".join(row.value for row in queries.contact_points_of(person.pk))
    home = queries.residence_of(person.pk)
    facts = [
        (_("Voornaam"), person.first_name),
        (_("Familienaam"), person.last_name),
        (_("Geboren"), in_words(person.birth)),
        (_("Contact"), points),
        (_("Gemeente"), home.municipality_name if home else ""),
        (_("Dossier van"), long_date(person.created_at)),
    ]
    return {"person": person, "facts": facts}
