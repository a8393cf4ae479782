"""What the trajectory says on a line of Mijn jongeren."""

from django.utils.translation import gettext_lazy as _

from overstap.doors.caseload import Core, Filter
from overstap.trajectories.choices import Pathway

PATHWAY_FILTER = Filter(
    name="leerweg",
    label=_("Leerweg"),
    order=10,
    of=Core("pathway"),
    options=(("", _("Alle leerwegen")), *Pathway.choices),
)
