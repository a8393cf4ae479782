"""A study that did not work is asked again, and an extract that is gone takes no question."""

from typing import Any

import pytest
from django.contrib.messages import get_messages

from overstap.research import rules
from overstap.research.models import StudyRun
from tests.conftest import owner
from tests.research import site_scene as scene

pytestmark = pytest.mark.django_db

FORM = {
    "how": "form",
    "kort-title": "Wat deed Brug?",
    "kort-programme": "BRUG",
    "kort-design": "start-vs-wait",
    "kort-first_month": "2024-09",
    "kort-last_month": "2025-06",
    "kort-months": "12",
    "kort-outcomes": ["vsv"],
    "kort-methods": ["aipw"],
}


@pytest.fixture
def department() -> scene.Department:
    return scene.Department()


@pytest.fixture
def lies(department: scene.Department) -> Any:
    return scene.client(department.members["lies"])


@pytest.mark.parametrize(("ticked", "set_aside"), [({}, False), ({"kort-set_aside": "on"}, True)])
def test_the_short_form_leaves_out_what_cannot_be_only_on_request(
    department: scene.Department, lies: Any, ticked: dict[str, str], set_aside: bool
) -> None:
    extract = scene.extract(department)
    answer = lies.post(f"/onderzoek/uittreksel/{extract.pk}/studie/", FORM | ticked)
    assert answer.status_code == 302, answer.content.decode()
    with owner():
        assert rules.study_of(StudyRun.objects.get().text).set_aside is set_aside


def test_the_text_of_a_refused_study_is_there_to_be_changed(
    department: scene.Department, lies: Any
) -> None:
    extract = scene.extract(department)
    refused = scene.study(department, extract, state="failed", problem="Dat kan niet.")
    page = lies.get(f"/onderzoek/studie/{refused.pk}/").content.decode()
    again = f"/onderzoek/uittreksel/{extract.pk}/studie/?studie={refused.pk}"
    assert again in page
    assert "name = &quot;IBAL&quot;" in lies.get(again).content.decode()
    # Only of the same extract, and whatever stands there instead of an id is no study.
    other = scene.extract(department)
    for wrong in (f"{other.pk}/studie/?studie={refused.pk}", f"{extract.pk}/studie/?studie=x'--"):
        answer = lies.get(f"/onderzoek/uittreksel/{wrong}")
        assert answer.status_code == 200
        assert "IBAL&quot;" not in answer.content.decode()


def test_nor_of_another_organisation(department: scene.Department, lies: Any) -> None:
    other = scene.Department("Elders")
    theirs = scene.study(other, scene.extract(other, asked_by=other.user("lies")), state="failed")
    own = scene.extract(department)
    page = lies.get(f"/onderzoek/uittreksel/{own.pk}/studie/?studie={theirs.pk}")
    assert "IBAL&quot;" not in page.content.decode()


@pytest.mark.parametrize("state", ["asked", "refused", "failed", "deleted"])
def test_an_extract_without_rows_says_so_before_a_page_of_questions(
    department: scene.Department, lies: Any, state: str
) -> None:
    extract = scene.extract(department, state=state)
    answer = lies.get(f"/onderzoek/uittreksel/{extract.pk}/studie/")
    assert answer.url == f"/onderzoek/uittreksel/{extract.pk}/"
    assert ["zijn er niet (meer)" in str(one) for one in get_messages(answer.wsgi_request)] == [
        True
    ]
    study = scene.study(department, extract, state="failed")
    assert "begin opnieuw" not in lies.get(f"/onderzoek/studie/{study.pk}/").content.decode()


def test_all_mistakes_of_an_extract_are_named_at_once(lies: Any) -> None:
    form = {
        "purpose": "",
        "from_on": "2025-06-01",
        "until_on": "2024-06-01",
        "ends_on": "2020-01-01",
    }
    answer = lies.post("/onderzoek/uittreksel/", form)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"purpose", "until_on", "ends_on"}
