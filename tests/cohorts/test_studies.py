"""A study in TOML: read whole, or refused with line, field and what is allowed."""

import hashlib
from pathlib import Path

import pytest

from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.running.record import fingerprint, record_of
from overstap_cohorts.study.definition import FlatData, SpellData
from overstap_cohorts.study.reading import example, month, parse_study, read_study

FLAT = """title = "Kort"
treatments = ["ibal"]
outcomes = ["vsv"]
covariates = ["gender", {name = "age", kind = "number"}]

[data]
file = "tabel.csv"
"""


def _refused(text: str) -> str:
    with pytest.raises(StudyRefused) as refused:
        parse_study(text, folder=Path("map"))
    return str(refused.value)


def test_the_example_is_a_study() -> None:
    study = parse_study(example(), folder=Path("map"))
    assert study.data == SpellData(Path("map/persons.parquet"), Path("map/spells.parquet"))
    assert study.time.first_month == month("2015-09") == 2015 * 12 + 8
    assert study.methods == ("difference", "aipw")
    assert study.outcomes[0].favourable is False


def test_names_may_stand_alone() -> None:
    study = parse_study(FLAT, folder=Path("map"))
    assert study.data == FlatData(Path("map/tabel.csv"))
    assert [covariate.kind for covariate in study.covariates] == [None, "number"]
    assert study.methods == ("aipw",)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('estimand = "att"', 'estimand = "alles"', "regel N, estimand: 'alles' kan niet."),
        ("threshold = 10", "threshold = 0", "regel N, threshold: 0 moet minstens 1 zijn."),
        ('"2015-09"', '"2015-13"', "regel N, time.first_month: '2015-13' is geen maand."),
        ("months = 12", 'months = "12"', "regel N, time.months: '12' moet een geheel getal zijn."),
        ("[data]\n", '[data]\nfile = "x.csv"\n', "noem ofwel file (en key), ofwel persons"),
        ('name = "gender"', 'naam = "gender"', "regel N, covariates[1].naam: dit veld kennen we"),
        ('name = "gender"', 'naam = "gender"', "covariates[1]: name ontbreekt."),
        ('"difference", "aipw"', '"aipw", "iv"', "regel N, methods: iv heeft een instrument"),
        ('name = "nec"', 'name = "vsv"', "outcomes[2].name: vsv staat er twee keer."),
        ('last_month = "2017-06"', 'last_month = "2014-06"', "last_month ligt voor first_month"),
        ('codes = ["IBAL"]', 'label = "IBAL"', "heeft een programma codes nodig"),
        (
            'measure = "vsv"',
            'measure = "vsvv"',
            "regel N, outcomes[1].measure: vsvv is geen maat.",
        ),
        ('# cluster = "school"', 'cluster = "klas"', "regel N, cluster: klas kan niet."),
        ("threshold = 10", 'instrument = "gender"', "instrument: gender is ook een kenmerk"),
        (
            '"2018-08"',
            '"2014-08"',
            "regel N, time.end_of_data: end_of_data ligt voor first_month.",
        ),
        ('"2015-09"', "2015-09-01", '2015-09-01 moet tekst zijn, zoals "2016-09".'),
        ("[[treatments]]", "[treatments]", "treatments: dit is een lijst van tabellen: schrijf [["),
        ("[data]\n", "[[data]]\n", "regel N, data: dit is een enkele tabel: schrijf [data].\n"),
        ("months = 12", "months = = 12", "Geen geldige TOML op regel N, teken 10: months = = 12"),
        ('question = "', 'question = ["', "Geen geldige TOML op regel"),
    ],
)
def test_a_mistake_is_said_with_its_line(before: str, after: str, said: str) -> None:
    assert before in example()
    wrong = example().replace(before, after, 1)
    line = wrong[: wrong.index(after)].count("\n") + 1
    assert said.replace("regel N", f"regel {line}") in _refused(wrong) + "\n"


NAMED = """title = "T"
data = {persons = "p.csv", spells = "s.csv"}
[[treatments]]
name = "treatments name"
label = "treatments label"
codes = ["IBAL"]
[[outcomes]]
name = "outcomes name"
label = "outcomes label"
measure = "vsv"
[[covariates]]
name = "covariates name"
label = "covariates label"
"""


@pytest.mark.parametrize("field", ["name", "label"])
@pytest.mark.parametrize("kind", ["treatments", "outcomes", "covariates"])
def test_a_name_that_is_too_long_is_said_with_its_line_and_not_repeated(
    kind: str, field: str
) -> None:
    parse_study(NAMED.replace(f"{kind} {field}", "é" * 200), folder=Path("map"))
    text = NAMED.replace(f"{kind} {field}", "é" * 201)
    line = next(n for n, one in enumerate(text.splitlines(), start=1) if "éé" in one)
    said = _refused(text)
    where = f"regel {line}, {kind}[1].{field}"
    assert said == (
        f"De studie klopt niet:\n- {where}: mag hoogstens 200 tekens lang zijn, niet 201."
    )


def test_a_long_name_alone_is_too_long_as_well() -> None:
    said = _refused(FLAT.replace('["ibal"]', f'["{"x" * 300}"]'))
    assert "treatments[1]: mag hoogstens 200 tekens lang zijn, niet 300." in said
    assert "xxxx" not in said


def test_what_is_missing_is_said_once(tmp_path: Path) -> None:
    said = _refused("")
    assert said.count("ontbreken") == 1
    with pytest.raises(StudyRefused, match="is een map"):
        read_study(tmp_path)


def test_all_mistakes_are_said_at_once() -> None:
    wrong = example().replace('"att"', '"x"').replace("threshold = 10", "threshold = -1")
    assert _refused(wrong).count("\n- ") == 2


def test_a_flat_table_knows_no_time() -> None:
    assert "regel 10, time.design" in _refused(FLAT + '\n[time]\ndesign = "start-vs-wait"\n')


def test_an_instrument_goes_with_some_designs_only() -> None:
    text = 'instrument = "aanbod"\n' + example().replace('"difference", "aipw"', '"iv"')
    assert parse_study(text, folder=Path("map")).instrument == "aanbod"
    said = _refused(text.replace('"start-vs-wait"', '"start-vs-never-within-k"'))
    assert "regel 1, instrument: niet met start-vs-never-within-k" in said
    assert "Toegelaten: static, start-vs-wait." in said


def test_a_rule_names_an_outcome_that_exists() -> None:
    text = FLAT.replace('["ibal"]', '[{name = "bonus", depends_on = ["afwezig"]}]')
    assert "afwezig is geen uitkomst. Toegelaten: vsv" in _refused(text)


def test_what_is_no_toml_or_no_file_or_no_text_is_said(tmp_path: Path) -> None:
    assert "Geen geldige TOML: de tekst houdt op" in _refused('title = """x')
    assert "Geen geldige TOML op regel 2, teken 5: y = ]" in _refused("x = 1\ny = ]")
    with pytest.raises(StudyRefused, match="--init"):
        read_study(tmp_path / "nergens.toml")
    (tmp_path / "latin.toml").write_bytes('title = "één"'.encode("latin-1"))
    with pytest.raises(StudyRefused, match="UTF-8"):
        read_study(tmp_path / "latin.toml")


def test_an_address_of_object_storage_stays_an_address() -> None:
    text = example().replace('"persons.parquet"', '"s3a://emmer/persons"')
    study = parse_study(text, folder=Path("map"))
    assert isinstance(study.data, SpellData)
    assert str(study.data.persons) == "s3a:/emmer/persons"
    assert study.data.spells == Path("map/spells.parquet")
    assert fingerprint(study.data.persons).startswith("address ")


def test_persons_and_spells_of_one_name_are_both_recorded(tmp_path: Path) -> None:
    text = example().replace('"persons.parquet"', '"a/x.parquet"')
    text = text.replace('"spells.parquet"', '"b/x.parquet"')
    for folder in "ab":
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.parquet").write_bytes(folder.encode())
    inputs = record_of(parse_study(text, folder=tmp_path), "duckdb")["inputs"]
    assert inputs == {
        "persons x.parquet": hashlib.sha256(b"a").hexdigest(),
        "spells x.parquet": hashlib.sha256(b"b").hexdigest(),
    }


def test_fields_that_are_missing_are_told_once() -> None:
    told = _refused('title = "x"\n[data]\nfile = "a.csv"\n')
    assert told.count("treatments, outcomes, covariates ontbreken.") == 1
