"""What a database error means for who typed a command: a sentence in place of a trace."""

from django.conf import settings
from django.db import Error

from overstap.config.state import MachineRefusal

# Parts of what the client library says when it gets no connection: it gives no code for these.
_CONNECTING = (
    ("password authentication failed", "het wachtwoord in DATABASE_URL klopt niet"),
    ("no password supplied", "er staat geen wachtwoord in DATABASE_URL"),
    (
        "no pg_hba.conf entry",
        "deze rol mag van hier niet binnen (pg_hba.conf, of zonder TLS)",
    ),
    ("does not support SSL", "de databank kent geen TLS, en OVERSTAP_DATABASE_TLS vraagt het"),
    ("certificate", "het certificaat van de databank klopt niet (OVERSTAP_DATABASE_CA)"),
    ("too many", "alle verbindingen van de databank zijn in gebruik"),
    ("starting up", "de databank start nog op: probeer het zo meteen opnieuw"),
    ("Connection refused", "daar luistert niets: kijk host en poort na, en of de databank draait"),
    ("could not translate", "die host bestaat niet: kijk DATABASE_URL na"),
    ("Name or service", "die host bestaat niet: kijk DATABASE_URL na"),
    ("resolve host", "die host bestaat niet: kijk DATABASE_URL na"),
    ("timeout", "de databank antwoordt niet op tijd"),
    ("does not exist", "de rol of de databank in DATABASE_URL bestaat niet"),
)
_STATES = {
    "42501": "de rol {user} mag dit niet: deze opdracht hoort bij de rol overstap_{role}",
    "42P01": "de tabellen ontbreken of zijn van een andere versie: doe eerst `overstap migrate`",
    "42703": "de tabellen zijn van een andere versie: doe eerst `overstap migrate`",
    "42883": "de functies ontbreken of zijn van een andere versie: doe eerst `overstap migrate`",
    "3F000": "het schema ontbreekt: voer als superuser access/sql/database.sql uit in de databank",
}


def explain(error: Error, role: str) -> MachineRefusal | None:
    """The sentence for an error that a person can mend; None for a fault of ours."""
    database = settings.DATABASES["default"]
    where = f"{database['NAME']} op {database['HOST'] or 'deze machine'}"
    cause = error.__cause__
    state = getattr(cause, "sqlstate", None)
    if state in _STATES:
        text = _STATES[state].format(user=database["USER"], role=role)
        return MachineRefusal(f"De databank {where}: {text}.")
    if state is None and type(cause).__name__ in {"OperationalError", "ConnectionTimeout"}:
        said = str(cause)
        text = next((dutch for part, dutch in _CONNECTING if part in said), "geen verbinding")
        return MachineRefusal(f"De databank {where}, als rol {database['USER']}: {text}.")
    return None


def refuse_other_role(role: str | None) -> None:
    """Raise MachineRefusal when DATABASE_URL signs in as a role that cannot do this command."""
    user = settings.DATABASES["default"]["USER"]
    weaker = {"owner": ("overstap_app", "overstap_system"), "system": ("overstap_app",)}
    if user in weaker.get(role or "", ()):
        raise MachineRefusal(
            f"Deze opdracht hoort bij de rol overstap_{role}, en DATABASE_URL meldt aan als {user}."
        )
