"""The whole way from the centre to VDAB with JavaScript off: the same steps, nothing left out."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page
from tests.journeys.conftest import Walker
from tests.journeys.site import Site
from tests.journeys.transfer import Transfer


def test_the_way_from_the_centre_to_vdab_needs_no_scripts(
    walk: Walker, look: Callable[[Page, str], None], site: Site, tmp_path: Path
) -> None:
    transfer = Transfer(walk, site, look, scripts=False)
    transfer.find()
    transfer.activate(transfer.issue_code())
    transfer.import_answers(tmp_path)
    transfer.complete_file()
    transfer.write_note()
    transfer.start()
    transfer.choose()
    transfer.end_term()
    transfer.send()
    transfer.receive()
    transfer.see_contact()
