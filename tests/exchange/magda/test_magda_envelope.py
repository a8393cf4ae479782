"""Envelopes: SOAP or bare, faults, answers to something else."""

import pytest

from overstap.exchange.magda.envelope import open_message
from overstap.exchange.magda.xml import UnreadableMessage

from .samples import RESPONSES, real

BARE = """<Repliek xmlns="urn:other"><Context><Naam>GeefBewijs</Naam><Versie>02.00.0000</Versie>
<Bericht><Type>ANTWOORD</Type><Tijdstip><Datum>2026-01-02</Datum><Tijd>03:04:05.006</Tijd></Tijdstip>
<Afzender><Identificatie>led</Identificatie><Referte>r1</Referte></Afzender>
<Ontvanger><Referte>r2</Referte><Gebruiker>77650526706</Gebruiker></Ontvanger></Bericht></Context>
<Antwoorden><Antwoord><Referte>1</Referte><Inhoud><x/></Inhoud></Antwoord><Antwoord><Referte>2
</Referte><Uitzonderingen><Uitzondering><Identificatie> 40000</Identificatie><Oorsprong>LED
</Oorsprong><Type>WAARSCHUWING</Type><Diagnose>Niets</Diagnose></Uitzondering></Uitzonderingen>
</Antwoord></Antwoorden></Repliek>"""
SOAP = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>%s</s:Body></s:Envelope>'
)


@pytest.mark.parametrize(
    "message",
    [
        BARE,
        SOAP % BARE,
        SOAP % f"<o:GeefBewijsResponse xmlns:o='urn:o'>{BARE}</o:GeefBewijsResponse>",
    ],
)
def test_an_answer_is_found_bare_in_soap_and_in_its_response_element(message: str) -> None:
    envelope = open_message(message.encode(), "GeefBewijs")
    assert envelope.context.version == "02.00.0000"
    assert envelope.context.sent_at is not None
    assert envelope.context.sent_at.isoformat() == "2026-01-02T03:04:05.006000"
    assert (envelope.context.reference, envelope.context.receiver_reference) == ("r1", "r2")
    assert [reply.reference for reply in envelope.replies] == ["1", "2"]
    assert envelope.replies[0].content is not None
    problem = envelope.all_problems[0]
    assert (problem.identification, problem.origin) == ("40000", "LED")
    assert not problem.is_error
    assert problem.is_nothing_found


def test_the_national_number_of_the_official_who_asked_is_not_kept() -> None:
    assert "77650526706" not in repr(open_message(BARE.encode(), "GeefBewijs").context)


@pytest.mark.parametrize(
    "fault",
    [
        "<f:Fault xmlns:f='urn:f'><faultcode>x:Server</faultcode>"
        "<faultstring>Kapot</faultstring></f:Fault>",
        SOAP % "<s:Fault><s:Code><s:Value>x:Server</s:Value></s:Code>"
        "<s:Reason><s:Text>Kapot</s:Text></s:Reason></s:Fault>",
    ],
)
def test_a_soap_fault_is_an_answer_with_one_problem(fault: str) -> None:
    (problem,) = open_message(fault.encode(), "GeefBewijs").all_problems
    assert (problem.identification, problem.origin, problem.diagnosis) == (
        "x:Server",
        "SOAP",
        "Kapot",
    )
    assert problem.is_error


def test_the_real_generic_fault_is_read() -> None:
    folder = real(RESPONSES)
    envelope = open_message((folder / "generic_fault.xml").read_bytes(), "GeefBewijs")
    assert [one.diagnosis for one in envelope.all_problems] == ["faultstring"]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("<Verzoek><Context/></Verzoek>", "question"),
        ("<html><body/></html>", "other_message"),
        (BARE.replace("GeefBewijs", "GeefPersoon"), "other_message"),
    ],
)
def test_another_kind_of_message_is_refused(message: str, code: str) -> None:
    with pytest.raises(UnreadableMessage) as refused:
        open_message(message.encode(), "GeefBewijs")
    assert refused.value.code == code
