"""Enrolment histories: what came is read, what failed stands per source."""

from datetime import date

from lxml import etree

from overstap.exchange.magda import codes
from overstap.exchange.magda.enrolment_history import read_answer, read_directory
from overstap.exchange.magda.reading import Coded

from .samples import ENROLMENTS, leaves_of, real, texts_of

MESSAGE = """<r:GeefHistoriekInschrijvingResponse xmlns:r="urn:r"><Repliek><Context>
<Naam>GeefHistoriekInschrijving</Naam><Versie>02.00.0000</Versie></Context><Antwoorden><Antwoord>
<Inhoud><Inschrijvingen>
<Inschrijving><Bron>LP</Bron><Referte>e1</Referte><Instelling><Instellingsnummer>990011
</Instellingsnummer><OfficieleNaam>CDO De Kade</OfficieleNaam></Instelling><LeerplichtOnderwijs>
<SoortProgramma><Code>\n 2 </Code></SoortProgramma><Schooljaar>2025</Schooljaar>
<InschrijvingAdministratieveGroep><Periode><Begin>2025-09-01</Begin><Einde>morgen</Einde></Periode>
<AdministratieveGroep><Nummer>1</Nummer><Niveau><Code>3</Code></Niveau><SoortOnderwijs><Code>7</Code>
</SoortOnderwijs><DuaalLeren><Leerweg><Code>Q</Code></Leerweg></DuaalLeren></AdministratieveGroep>
<Uitschrijving><Aanleiding><Code>T</Code></Aanleiding><SituatieNa><Code>5</Code></SituatieNa>
</Uitschrijving></InschrijvingAdministratieveGroep><Nieuw>iets</Nieuw></LeerplichtOnderwijs>
</Inschrijving>
<Inschrijving><Bron>INT</Bron><Referte>e2</Referte><Internaat><Schooljaar>2024</Schooljaar><Periode>
<Begin>2024-09-01</Begin><Einde>2025-06-30</Einde></Periode></Internaat></Inschrijving>
</Inschrijvingen></Inhoud><Uitzonderingen>
<Uitzondering><Identificatie>30101</Identificatie><Oorsprong>DHO2</Oorsprong><Type>FOUT</Type>
<Diagnose>Geen gegevens gevonden</Diagnose></Uitzondering>
<Uitzondering><Identificatie>60006</Identificatie><Oorsprong>MAGDA</Oorsprong><Type>FOUT</Type>
<Diagnose>Geen antwoord</Diagnose><Annotaties><Annotatie><Naam>Bron</Naam><Waarde>VWO</Waarde>
</Annotatie></Annotaties></Uitzondering>
</Uitzonderingen></Antwoord></Antwoorden></Repliek></r:GeefHistoriekInschrijvingResponse>"""


def test_an_enrolment_has_its_fields_with_labels_and_raw_codes_where_no_list_exists() -> None:
    first, second = read_answer(MESSAGE.encode()).enrolments
    assert first.institution.number == "990011"
    assert first.programme == Coded("2", "Deeltijds")
    assert first.education_kind == Coded("7", "7")
    assert first.dual_track == Coded("Q", "Q")
    assert first.deregistration_reason == Coded("T", "Tucht")
    assert first.situation_after == Coded("5", "Werken")
    assert first.school_year_label == "2025-2026"
    assert (second.source, second.from_on, second.until_on) == (
        "INT",
        date(2024, 9, 1),
        date(2025, 6, 30),
    )


def test_a_date_that_is_none_and_a_new_element_are_kept_verbatim() -> None:
    first = read_answer(MESSAGE.encode()).enrolments[0]
    assert first.from_on == date(2025, 9, 1)
    assert first.until_on is None
    assert {(one.path, one.text) for one in first.unknown} == {
        ("LeerplichtOnderwijs/InschrijvingAdministratieveGroep/Periode/Einde", "morgen"),
        ("LeerplichtOnderwijs/Nieuw", "iets"),
    }


def test_nothing_found_is_an_outcome_and_only_a_breakdown_is_asked_again() -> None:
    answer = read_answer(MESSAGE.encode())
    assert [(one.source, one.state) for one in answer.sources] == [
        ("LP", "received"),
        ("HO", "nothing"),
        ("VWO", "failed"),
        ("INT", "received"),
    ]
    assert [one.label for one in answer.ask_again] == [codes.SOURCE["VWO"]]
    assert answer.has_errors_beside_content


def test_every_real_answer_is_read_and_35_of_48_have_errors_beside_content() -> None:
    outcomes = list(read_directory(real(ENROLMENTS)))
    answers = [one.answer for one in outcomes if one.answer]
    assert len(answers) == len(outcomes) == 53
    with_content = [one for one in answers if one.enrolments]
    assert len(with_content) == 48
    assert sum(one.has_errors_beside_content for one in answers) == 35
    # Of those 35 only two had a source that broke down; in 33 other sources just had nothing.
    assert sum(bool(one.ask_again) for one in with_content) == 2
    assert sum(len(one.enrolments) for one in answers) == 371


def test_no_text_of_a_real_enrolment_is_lost_and_none_is_unknown() -> None:
    checked = 0
    for outcome in read_directory(real(ENROLMENTS)):
        assert outcome.answer is not None
        tree = etree.parse(ENROLMENTS / outcome.name)
        elements = tree.findall(".//Inschrijving")
        for element, enrolment in zip(elements, outcome.answer.enrolments, strict=True):
            assert set(leaves_of(element)) - set(texts_of(enrolment)) == set()
            assert enrolment.unknown == ()
            checked += 1
    assert checked == 371


def test_no_code_of_the_real_answers_lacks_a_label() -> None:
    for outcome in read_directory(real(ENROLMENTS)):
        assert outcome.answer is not None
        for one in outcome.answer.enrolments:
            for coded in (one.programme, one.level, one.situation_after, one.special_type):
                assert not coded.code or coded.label != coded.code
