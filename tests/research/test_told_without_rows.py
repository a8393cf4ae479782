"""What the site says of a study that is refused tells about no single person."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from overstap.research import rules
from overstap_cohorts.refusals import StudyRefused
from tests.cohorts.spell_factories import person, spell, written
from tests.research.site_scene import STUDY

TEXT = STUDY.replace("2024-09", "2015-09").replace("2025-06", "2016-02")
POPULATION = '[[population]]\ncolumn = "%s"\nvalues = [%s]\n'
# A pseudonym as an extract has it.
FIRST = 7_337_820_373_979_482_262


def answered(
    folder: Path, text: str, *, wrong: int = 0, lives_in: tuple[str | None, ...] = ("44021",)
) -> dict[str, Any]:
    """The last word of the real process over an extract of 40, of whom `wrong` have a certificate
    that ends before it begins."""
    everybody = range(FIRST, FIRST + 40)
    people = [person(i, residence=lives_in[i % len(lives_in)]) for i in everybody]
    spells = [spell(i, "enrolment", "parttime", -12, 24) for i in everybody]
    spells += [spell(i, "programme", "IBAL", i % 3, 4) for i in everybody if i % 2]
    spells += [spell(i, "certificate", "x", 9, 4) for i in everybody[:wrong]]
    written(folder / "extract", people, spells)
    order = {
        "text": text,
        "extract": str(folder / "extract"),
        "out": str(folder / "out"),
        "threshold": 10,
        "memory_gb": 1.0,
    }
    done = subprocess.run(
        [sys.executable, "-m", "overstap.research.study_process"],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(("wrong", "count"), [(4, "<10 rij"), (14, "14 rij")])
def test_data_that_do_not_fit_are_counted_and_no_row_is_named(
    tmp_path: Path, wrong: int, count: str
) -> None:
    said = answered(tmp_path, TEXT, wrong=wrong)["refused"]
    assert f"eindigt voor het begint: {count}" in said
    assert str(FIRST)[:8] not in said
    assert "o.a." not in said
    assert not re.search(r"\(rij \d", said)


def test_a_missing_characteristic_points_to_nobody(tmp_path: Path) -> None:
    text = TEXT + '[[covariates]]\nname = "residence"\n'
    said = answered(tmp_path, text, lives_in=("44021",) * 7 + (None,))["refused"]
    assert "residence is leeg" in said
    assert "<10 rij" in said
    assert str(FIRST)[:8] not in said


def test_a_population_of_a_few_is_refused_as_one_of_nobody(tmp_path: Path) -> None:
    """'Nobody', or 'the outcome is known of nobody', would tell about the few who are left."""
    said = []
    for place, lives_in in (("99999", ("44021",)), ("31005", ("44021",) * 9 + ("31005",))):
        text = "threshold = 1\n" + TEXT + POPULATION % ("residence", f'"{place}"')
        folder = tmp_path / place
        folder.mkdir()
        said.append(answered(folder, text, lives_in=lives_in)["refused"])
    assert said[0] == said[1]
    assert "minder dan 10 mensen" in said[0]


@pytest.mark.parametrize(
    "part",
    [
        POPULATION % ("person", f'"{FIRST}"'),
        f'[[population]]\ncolumn = "person"\nmost = {FIRST}\n',
        '[[covariates]]\nname = "person"\n',
        '[[covariates]]\nname = "wie"\ncolumn = "person"\nkind = "number"\n',
    ],
)
def test_a_study_does_not_choose_by_pseudonym(part: str) -> None:
    with pytest.raises(StudyRefused) as refused:
        rules.study_of(STUDY + part)
    assert refused.value.reason == "person"
