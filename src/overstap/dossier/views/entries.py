"""What the pages of staff and of the young person share about one entry."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from overstap.doors.door import looked
from overstap.doors.viewer import YOUNG_PERSON, Viewer
from overstap.dossier import queries, rules, services, wording
from overstap.dossier.forms import ContestForm, EntryForm, HideForm
from overstap.dossier.panels import address, title_for
from overstap.dossier.queries import EntryView
from overstap.kernel import clock
from overstap.kernel.refusals import Refusal
from overstap.people.models import Person
from overstap.people.rules import is_minor, may_keep_from_guardians
from overstap.ui.answering import form_page

# The page as staff see it, and as the young person sees it on a phone.
LAYOUT = {True: "ui/page.html", False: "ui/phone.html"}


def purpose_of(viewer: Viewer) -> str:
    """Why this viewer looks, for the log."""
    if viewer.is_staff:
        return "guidance" if viewer.can("edit_file") else "find_work_together"
    return "own" if viewer.role == YOUNG_PERSON else "ward"


def known_group(group: str) -> str:
    """The group of an address; 404 for any other word."""
    if group not in rules.KINDS:
        raise Http404
    return group


def frame(viewer: Viewer, person: Person, **more: Any) -> dict[str, Any]:
    """What every page about one file needs."""
    return {
        "layout": LAYOUT[viewer.is_staff],
        "viewer": viewer,
        "person": person,
        "is_young": viewer.role == YOUNG_PERSON,
        **more,
    }


def add_page(
    request: HttpRequest, viewer: Viewer, person: Person, group: str, kind: str
) -> HttpResponse:
    """Asks one new entry and writes it."""
    if not rules.group_holds(known_group(group), kind):
        raise Http404
    form = EntryForm(kind, request.POST or None)
    what = wording.kind_label(kind, professional=viewer.role != YOUNG_PERSON)
    if request.method == "POST" and "find" in request.POST:
        form.only_find()
    elif request.method == "POST" and form.is_valid():
        try:
            services.add_entry(person.pk, form.content(), data_group=group, kind=kind, by=viewer)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Toegevoegd: %(what)s.") % {"what": what.lower()})
            return redirect(back_to(viewer, person.pk, group))
    context = frame(
        viewer,
        person,
        form=form,
        action=_("%(what)s toevoegen") % {"what": what},
        back_url=back_to(viewer, person.pk, group),
        back_label=title_for(viewer, group),
    )
    return form_page(request, "dossier/entry_form.html", context)


def entry_page(
    request: HttpRequest, viewer: Viewer, person: Person, entry: EntryView
) -> HttpResponse:
    """One entry: what it says, its history, and what this viewer can do with it."""
    may_change = services.may_change(entry, viewer)
    form = EntryForm(entry.kind, request.POST or None, content=entry.content)
    if request.method == "POST" and "find" in request.POST:
        form.only_find()
    elif request.method == "POST" and may_change and form.is_valid():
        try:
            services.revise_entry(entry.id, form.content(), by=viewer)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Aangepast."))
            return redirect(back_to(viewer, person.pk, entry.data_group))
    return show_entry(request, viewer, person, entry, form=form if may_change else None)


def show_entry(
    request: HttpRequest,
    viewer: Viewer,
    person: Person,
    entry: EntryView,
    **forms: Any,
) -> HttpResponse:
    """Renders the page of one entry, with the forms that were filled in."""
    log_group(request, viewer, person, entry)
    forms.setdefault("contest_form", ContestForm(initial={"text": entry.contest_text}))
    forms.setdefault("hide_form", HideForm())
    if "form" not in forms and services.may_change(entry, viewer):
        forms["form"] = EntryForm(entry.kind, content=entry.content)
    is_private = entry.data_group in rules.PRIVATE
    is_young = viewer.role == YOUNG_PERSON
    what = wording.kind_label(entry.kind, professional=not is_young)
    context = frame(
        viewer,
        person,
        **forms,
        action=_("%(what)s aanpassen") % {"what": what},
        entry=entry,
        history=queries.history_of(entry) if entry.versions else [],
        is_private=is_private,
        may_change=services.may_change(entry, viewer),
        may_contest=is_young and entry.source != "own",
        may_hide=may_hide(viewer, person, entry),
        group_title=title_for(viewer, entry.data_group),
        back_url=back_to(viewer, person.pk, entry.data_group),
        urls={
            name: address(viewer, person.pk, name, entry.id)
            for name in ("entry", "take_back", "hide", *(("contest",) if is_young else ()))
        }
        if viewer.is_staff or is_young
        else {},
    )
    return form_page(request, "dossier/entry.html", context)


def may_hide(viewer: Viewer, person: Person, entry: EntryView) -> bool:
    """Whether this viewer may keep this note from guardians now."""
    if entry.data_group not in rules.PRIVATE or not is_minor(person.birth, clock.today()):
        return False
    if viewer.role == YOUNG_PERSON:
        return may_keep_from_guardians(person.birth, clock.today())
    return viewer.can("edit_file") and entry.organisation_id == viewer.organisation_id


def log_group(request: HttpRequest, viewer: Viewer, person: Person, entry: EntryView) -> None:
    """Opening one private entry is a look at its group; at a hidden one, a look that guardians
    do not see."""
    if entry.data_group in rules.PRIVATE:
        detail: dict[str, object] = {"group": entry.data_group}
        if entry.is_hidden:
            detail["hidden"] = True
        looked(
            request,
            viewer,
            "group_opened",
            person=person.pk,
            purpose=purpose_of(viewer),
            object=entry.id,
            **detail,
        )


def find_entry(person: Person, entry_id: UUID) -> EntryView:
    """The entry of this person that the actor may see, or 404."""
    found = queries.entry_view(entry_id)
    if found is None or found.person_id != person.pk:
        raise Http404
    return found


def back_to(viewer: Viewer, person_id: UUID, group: str) -> str:
    """A private group has a page of its own; the career groups stand on the page of the file."""
    if group in rules.PRIVATE:
        return address(viewer, person_id, "group", group)
    if viewer.is_staff:
        return address(viewer, person_id, "file") + f"#{group}"
    return reverse("dossier:mine") + f"#{group}"
