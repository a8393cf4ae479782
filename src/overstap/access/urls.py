from django.urls import path

from overstap.access.views import (
    activation,
    codes,
    device,
    drafts,
    invitation,
    members,
    paper,
    password,
    sign_in,
)
from overstap.access.views import second_factor as second

app_name = "access"
urlpatterns = [
    path("aanmelden/", sign_in.sign_in, name="sign_in"),
    path("aanmelden/tweede-stap/", second.second_factor, name="second_factor"),
    path("account/wachtwoord/", password.change, name="password"),
    path("account/tweede-stap/", second.renew, name="renew_factor"),
    path("account/herstelcodes/", second.recovery_codes, name="recovery_codes"),
    path("afmelden/", sign_in.sign_out, name="sign_out"),
    path("concept/", drafts.draft, name="draft"),
    path("wissel/", sign_in.switch, name="switch"),
    path("activeren/", activation.activate, name="activate"),
    path("uitnodiging/", invitation.accept, name="accept_invitation"),
    path("codes/", codes.team, name="codes"),
    path("jongeren/<uuid:person_id>/code/", codes.issue, name="issue_code"),
    path("jongeren/<uuid:person_id>/code/brief/", codes.letter, name="code_letter"),
    path("jongeren/<uuid:person_id>/code/mail/", codes.mail, name="code_mail"),
    path("jongeren/<uuid:person_id>/papier/", paper.register, name="paper"),
    path("papier/", paper.waiting, name="papers"),
    path("papier/<uuid:paper_id>/", paper.confirm, name="paper_confirm"),
    path("papier/<uuid:paper_id>/scan/", paper.scan, name="paper_scan"),
    path("leden/", members.members, name="members"),
    path("leden/uitnodigen/", members.invite_member, name="invite"),
    path("leden/bevestigen/", members.to_confirm, name="to_confirm"),
    path("leden/bevestigen/<uuid:invitation_id>/", members.confirm, name="invitation_confirm"),
    path("leden/<uuid:member_id>/", members.member, name="member"),
    path("leden/<uuid:member_id>/einde/", members.end, name="member_end"),
    path("leden/<uuid:member_id>/herstel/", members.recovery, name="member_recovery"),
    path("leden/herstel/<uuid:invitation_id>/", members.agree, name="recovery_confirm"),
    path("leden/uitnodiging/<uuid:invitation_id>/intrekken/", members.revoke, name="revoke"),
    path("organisaties/<uuid:organisation_id>/leden/", members.members, name="members_of"),
    path(
        "organisaties/<uuid:organisation_id>/leden/uitnodigen/",
        members.invite_member,
        name="invite_to",
    ),
    path("toestel/", device.device, name="device"),
    path("toestel/klaar/", device.done, name="device_done"),
]
