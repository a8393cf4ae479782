"""From a code on paper to the first contact at VDAB, by everybody who has a part in it."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page
from tests.journeys.conftest import Walker
from tests.journeys.site import Site
from tests.journeys.transfer import Transfer


def test_an_adult_goes_from_the_centre_to_vdab_and_nobody_presses_too_much(
    walk: Walker, look: Callable[[Page, str], None], site: Site, tmp_path: Path
) -> None:
    transfer = Transfer(walk, site, look)
    ilse, karim = transfer.hand("ilse"), transfer.hand("karim")
    with ilse.at_most(5):
        transfer.find()
        code = transfer.issue_code()
    transfer.activate(code)
    with ilse.at_most(6):
        transfer.import_answers(tmp_path)
    with ilse.at_most(12):
        transfer.complete_file()
    transfer.write_note()
    with ilse.at_most(9):
        transfer.start()
    transfer.choose()
    transfer.end_term()
    with ilse.at_most(2):
        transfer.send()
    with karim.at_most(4):
        transfer.receive()
    transfer.see_contact()
