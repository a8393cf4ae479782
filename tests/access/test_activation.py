"""A counsellor's code opens an account, once, for the person whom it is about."""

from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader
from tests import world
from tests.access.browsers import client_of, code_on
from tests.conftest import owner

from overstap.access.actor import acting_as
from overstap.access.models import ActivationCode, PersonAccount, Sent, User
from overstap.access.sign_in import code_key, login_key
from overstap.access.staff_device import remember_staff
from overstap.audit.models import Record
from overstap.kernel import clock
from overstap.people.models import ContactPoint, Guardian, Person

pytestmark = pytest.mark.django_db
# Sixteen: guardians still have a say.
BORN = date(clock.today().year - 16, 3, 14)
PASSWORD = "drie groene fietsen"


class Centre:
    """One centre with a counsellor who guides one young person."""

    def __init__(self) -> None:
        self.org = world.organisation()
        self.member = world.member(self.org)
        self.person = world.person(birth=BORN)
        world.involve(self.person, self.org)
        self.browser = client_of(self.member.user_id)
        self.url = f"/jongeren/{self.person.pk}/code/"

    def code(self, recipient: str = "self") -> str:
        page = self.browser.post(self.url, {"recipient": recipient})
        assert page.status_code == 200
        return code_on(page.content)


@pytest.fixture
def centre() -> Centre:
    return Centre()


def activate(code: str, *, born: date = BORN, name: str = "amina", client: Client | None = None):
    return (client or Client()).post(
        "/activeren/",
        {
            "code": code,
            "birth_date": born.isoformat(),
            "name": name,
            "password": PASSWORD,
            "password_again": PASSWORD,
        },
    )


def rows(model, **which):
    with owner():
        return list(model.objects.filter(**which))


def test_a_young_person_opens_an_account_with_the_code_of_the_counsellor(centre):
    browser = Client()
    answer = activate(centre.code(), client=browser)
    assert answer.status_code == 302
    [link] = rows(PersonAccount, person=centre.person)
    assert link.kind == "self"
    assert browser.session["_auth_user_id"] == str(link.user_id)
    assert not rows(User, pk=link.user_id)[0].needs_second_factor


def test_the_young_person_signs_in_later_with_the_own_name_and_password(centre):
    activate(centre.code(), name="Amina H")
    browser = Client()
    browser.post("/aanmelden/", {"name": " amina  h", "password": PASSWORD})
    assert "_auth_user_id" in browser.session


def test_the_database_keeps_neither_the_code_nor_the_name(centre):
    code = centre.code()
    activate(code, name="amina")
    [kept] = rows(ActivationCode)
    assert code not in str(kept.__dict__)
    with owner():
        assert kept.code_hash == code_key(code)
    [link] = rows(PersonAccount)
    assert rows(User, pk=link.user_id)[0].username == login_key("amina")


def test_spaces_small_letters_and_look_alikes_in_a_typed_code_do_not_count(centre):
    code = centre.code().lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert activate(code).status_code == 302


def test_a_code_works_once(centre):
    code = centre.code()
    activate(code)
    assert activate(code, name="iemand").status_code == 422
    assert len(rows(PersonAccount)) == 1


def test_a_second_code_stops_the_first(centre):
    first, second = centre.code(), centre.code()
    assert activate(first).status_code == 422
    assert activate(second).status_code == 302


def test_a_code_stops_after_fourteen_days(centre):
    code = centre.code()
    with owner():
        [kept] = ActivationCode.objects.all()
        assert timedelta(13) < kept.expires_at - kept.issued_at <= timedelta(14, minutes=1)
        ActivationCode.objects.update(expires_at=kept.issued_at - timedelta(1))
    assert activate(code).status_code == 422


def test_five_wrong_birth_dates_block_the_code_for_the_right_one_too(centre):
    code = centre.code()
    for _try in range(5):
        assert activate(code, born=BORN + timedelta(days=1)).status_code == 422
    assert activate(code).status_code == 422
    assert rows(ActivationCode)[0].tries_left == 0
    assert not rows(PersonAccount)


def test_a_wrong_code_and_a_wrong_birth_date_read_the_same(centre):
    def words(answer):
        return answer.context["form"].non_field_errors()

    code = centre.code()
    wrong_date = words(activate(code, born=date(2009, 1, 1)))
    assert wrong_date == words(activate("7777-7777-7777"))
    assert len(wrong_date) == 1


def test_an_address_that_keeps_guessing_codes_is_stopped(centre, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "open_code": "20/h/ip,10/h/key"}
    answers = [activate(f"AAAA-AAAA-{n:04d}", name=f"naam{n}") for n in range(21)]
    assert "Te veel pogingen" in answers[-1].content.decode()
    assert "Te veel pogingen" not in answers[0].content.decode()
    assert activate(centre.code()).status_code == 422


def test_a_counsellor_of_another_centre_makes_no_code(centre):
    other = client_of(world.member(world.organisation()).user_id)
    assert other.get(centre.url).status_code == 404
    assert other.post(centre.url, {"recipient": "self"}).status_code == 404
    assert not rows(ActivationCode)


def test_a_centre_that_only_follows_makes_no_code(centre):
    org = world.organisation()
    world.involve(centre.person, org, "follows")
    follower = client_of(world.member(org).user_id)
    assert follower.post(centre.url, {"recipient": "self"}).status_code == 403
    assert not rows(ActivationCode)


@pytest.mark.parametrize("role", ["vdab_counsellor", "vdab_lead", "org_admin", "platform_admin"])
def test_no_other_role_makes_a_code(centre, role):
    org = centre.org if role == "org_admin" else world.organisation(kind="vdab")
    staff = client_of(world.member(org, role).user_id)
    assert staff.post(centre.url, {"recipient": "self"}).status_code == 403


def test_a_code_for_a_guardian_opens_the_account_of_that_guardian_only(centre):
    world.guardian_of(centre.person, name="Eerste")
    with owner():
        PersonAccount.objects.all().delete()
    [guardian] = rows(Guardian)
    assert activate(centre.code(str(guardian.pk)), name="papa").status_code == 302
    [link] = rows(PersonAccount)
    assert (link.kind, link.guardian_id) == ("guardian", guardian.pk)


def test_a_parent_who_is_signed_in_adds_a_second_child(centre):
    parent = world.guardian_of(centre.person)
    child = world.person("Bilal", "Haddad", date(2010, 5, 1))
    world.involve(child, centre.org)
    with owner():
        link = Guardian.objects.create(
            person=child, name="Ouder", relation="parent", from_on=date(2010, 5, 1),
            until_on=date(2028, 5, 1),
        )  # fmt: skip
    page = centre.browser.post(f"/jongeren/{child.pk}/code/", {"recipient": str(link.pk)})
    browser = Client()
    browser.force_login(rows(User, pk=parent)[0])
    answer = browser.post(
        "/activeren/", {"code": code_on(page.content), "birth_date": "2010-05-01"}
    )
    assert answer.status_code == 302
    assert {a.person_id for a in rows(PersonAccount, user_id=parent)} == {
        centre.person.pk,
        child.pk,
    }


def test_a_parent_who_is_signed_in_does_not_become_the_young_person(centre):
    parent = world.guardian_of(centre.person)
    browser = Client()
    browser.force_login(rows(User, pk=parent)[0])
    answer = browser.post("/activeren/", {"code": centre.code(), "birth_date": BORN.isoformat()})
    assert answer.status_code == 422
    assert not rows(PersonAccount, kind="self")


def test_a_new_code_gives_a_new_password_and_ends_the_old_sessions(centre):
    old = Client()
    activate(centre.code(), client=old)
    assert activate(centre.code(), name="anders").status_code == 302
    [link] = rows(PersonAccount)
    assert old.get("/activeren/").context["signed_in"] is False
    assert rows(User, pk=link.user_id)[0].username == login_key("anders")


def test_a_centre_cannot_take_over_a_parents_account_that_reaches_another_centre(centre):
    parent = world.guardian_of(centre.person)
    elsewhere = world.person("Clara", "Elders", date(2011, 1, 1))
    world.involve(elsewhere, world.organisation())
    with owner():
        link = Guardian.objects.create(
            person=elsewhere, name="Ouder", relation="parent", from_on=date(2011, 1, 1),
            until_on=date(2029, 1, 1),
        )  # fmt: skip
        PersonAccount.objects.create(
            user_id=parent, person=elsewhere, kind="guardian", guardian=link
        )
        mine = Guardian.objects.get(person=centre.person)
        before = User.objects.get(pk=parent).password
    browser = Client()
    answer = activate(centre.code(str(mine.pk)), name="nieuw", client=browser)
    assert answer.status_code == 302
    taken = browser.session["_auth_user_id"]
    assert taken != str(parent)
    assert rows(User, pk=parent)[0].password == before
    assert {str(a.person_id) for a in rows(PersonAccount, user_id=taken)} == {str(centre.person.pk)}


def test_a_name_of_somebody_else_is_refused_and_the_code_stays_good(centre):
    world.user("bezet")
    code = centre.code()
    answer = activate(code, name="Bezet")
    assert answer.status_code == 422
    assert "Deze naam is al in gebruik" in answer.content.decode()
    assert activate(code, name="vrij").status_code == 302


def test_nothing_typed_is_lost_except_the_passwords(centre):
    answer = activate("7777-7777-7777", name="amina")
    page = answer.content.decode()
    assert 'value="amina"' in page
    assert PASSWORD not in page


def test_the_letter_holds_the_code_and_the_server_sees_no_code_in_an_address(centre):
    code = centre.code()
    answer = centre.browser.post(f"{centre.url}brief/", {"code": code})
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert code in text
    assert centre.browser.get(f"{centre.url}brief/").status_code == 405


def test_a_letter_is_made_only_for_the_open_code_of_this_person(centre):
    centre.code()
    assert centre.browser.post(f"{centre.url}brief/", {"code": str(uuid4())}).status_code == 302


def test_a_mail_goes_only_to_who_wants_it_and_names_nobody(
    centre, mailoutbox, django_capture_on_commit_callbacks
):
    code = centre.code()
    centre.browser.post(f"{centre.url}mail/", {"code": code})
    assert not mailoutbox
    with owner():
        Person.objects.update(channel="email")
        ContactPoint.objects.create(person=centre.person, kind="email", value="a@example.org")
        # Some time later: within seconds the same form counts as sent twice.
        Sent.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        centre.browser.post(f"{centre.url}mail/", {"code": code})
    [mail] = mailoutbox
    assert f"/activeren/#{code}" in mail.body
    assert "Amina" not in mail.body + mail.subject
    assert "Haddad" not in mail.body + mail.subject


def test_issuing_and_opening_stand_in_the_log_of_the_young_person(centre):
    activate(centre.code())
    with owner():
        names = list(Record.objects.exclude(subject=None).values_list("name", flat=True))
    assert {"code_issued", "account_opened"} <= set(names)


def test_the_app_cannot_give_a_code_more_tries_or_use_it_again(centre):
    centre.code()
    with acting_as(centre.member.user_id):
        for change in ({"tries_left": 99}, {"used_at": None}, {"person_id": uuid4()}):
            with pytest.raises(ProgrammingError), transaction.atomic():
                ActivationCode.objects.update(**change)


def test_a_code_is_not_used_in_a_browser_where_staff_work_or_worked(centre):
    """Nor does signing out help: the browser remembers for thirty days. Trying costs no try."""
    code = centre.code()
    answer = activate(code, client=centre.browser)
    assert answer.status_code == 422
    assert "werkt een medewerker" in answer.content.decode()
    worked = Client()
    remember_staff(marked := HttpResponse())
    worked.cookies.update(marked.cookies)
    assert activate(code, client=worked).status_code == 422
    worked.cookies["overstap_staff"] = "1:verzonnen"
    assert activate(code, client=worked).status_code == 302


def test_the_second_step_of_staff_marks_the_browser():
    marked = HttpResponse()
    remember_staff(marked)
    cookie = marked.cookies["overstap_staff"]
    assert (cookie["httponly"], cookie["domain"], cookie["samesite"]) == (True, "", "Lax")
    assert cookie["max-age"] == 30 * 24 * 3600


def test_every_address_of_the_young_person_is_told_that_a_code_was_used(
    centre, mailoutbox, django_capture_on_commit_callbacks
):
    """Also the one that a counsellor took away just before, and for a code of a guardian."""
    with acting_as(centre.member.user_id):
        ContactPoint.objects.create(person=centre.person, kind="email", value="echt@example.org")
        ContactPoint.objects.all().delete()
        ContactPoint.objects.create(person=centre.person, kind="email", value="vals@example.org")
        assert_no_former = "select count(*) from people_formercontact"
        with pytest.raises(ProgrammingError), transaction.atomic():
            world.sql(assert_no_former)
    code = centre.code()
    with django_capture_on_commit_callbacks(execute=True):
        assert activate(code).status_code == 302
    assert {to for mail in mailoutbox for to in mail.to} == {"echt@example.org", "vals@example.org"}
    text = mailoutbox[0].subject + mailoutbox[0].body
    assert "Amina" not in text
    assert "/mijn/rechten/" in text


def test_an_address_of_somebody_else_is_told_to_nobody(centre):
    with acting_as(centre.member.user_id):
        ContactPoint.objects.create(person=centre.person, kind="email", value="echt@example.org")
        assert world.sql("select rights.addresses_to_tell(%s)", centre.person.pk) == [([],)]


def test_the_young_person_reads_who_made_a_code_and_that_it_was_used(centre):
    account = world.account_of(centre.person)
    with owner():
        PersonAccount.objects.all().delete()
        User.objects.filter(pk=account).delete()
    browser = Client()
    activate(centre.code(), client=browser)
    page = browser.get("/mijn/rechten/").content.decode()
    assert f"{centre.member.display_name} ({centre.org.name}) maakte een code voor jou" in page
    assert "Gebruikt" in page


def test_the_team_lead_reads_which_codes_were_made_and_used(centre):
    activate(centre.code())
    lead = client_of(world.member(centre.org, "centre_lead").user_id)
    page = lead.get("/codes/").content.decode()
    assert centre.member.display_name in page
    assert "binnen tien minuten" in page
    elsewhere = client_of(world.member(world.organisation(), "centre_lead").user_id)
    assert centre.person.full_name not in elsewhere.get("/codes/").content.decode()
