"""Declared events of access. Rows hold opaque ids and codes; the code itself is never in one."""

from overstap.audit.events import declare

declare("signed_in", "{who} meldde zich aan.")
declare("signed_out", "{who} meldde zich af.")
declare("second_factor_set", "{who} stelde de tweede stap van het aanmelden in.")
declare("recovery_codes_renewed", "{who} maakte nieuwe herstelcodes.")
declare("password_changed", "{who} koos een nieuw wachtwoord.")
declare("code_issued", "{who} maakte een code voor je account.", "link", "use")
declare("code_printed", "{who} drukte een brief met een code af.")
declare("code_mailed", "{who} mailde een code.")
declare("account_opened", "Met een code is een account geopend of kreeg het een nieuw wachtwoord.")
declare("device_opened", "Er is een antwoordpagina geopend op het toestel van het centrum.")
declare("member_invited", "{who} nodigde een medewerker uit.", "staff_role")
declare("invitation_confirmed", "{who} bevestigde de uitnodiging van een medewerker.", "staff_role")
declare("invitation_revoked", "{who} trok een uitnodiging in.")
declare("member_joined", "Een medewerker nam een uitnodiging aan.")
declare("member_edited", "{who} paste de gegevens van een medewerker aan.")
declare("membership_ended", "{who} beëindigde de toegang van een medewerker.", "staff_role")
declare("recovery_started", "{who} vroeg herstel voor een medewerker.", "staff_role")
declare("recovery_confirmed", "{who} bevestigde het herstel voor een medewerker.")
declare("recovery_done", "Een medewerker kreeg een nieuw wachtwoord met een herstellink.")
declare("paper_registered", "{who} registreerde een formulier dat je ondertekende.", "yes", "no")
declare(
    "paper_confirmed",
    "{who} bevestigde het formulier dat je ondertekende.",
    *("yes", "no", "newer"),
)
declare("paper_rejected", "{who} keurde de registratie van een formulier af.")
declare("paper_opened", "{who} bekeek de registratie van een formulier dat je ondertekende.")
declare("keys_renewed", "De sleutels van het platform zijn vernieuwd.", "rows")
declare(
    "first_admin_invited",
    "Op de server zelf is de eerste platformbeheerder uitgenodigd.",
)
declare("backup_made", "Er is een reservekopie van het platform gemaakt.")
