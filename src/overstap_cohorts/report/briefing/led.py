"""Whom an instrument led to take part, and what must hold for the figure to be about them."""

from overstap_cohorts.findings import Findings
from overstap_cohorts.report.briefing.choosing import percent
from overstap_cohorts.report.voice import Voice
from overstap_cohorts.small_numbers import is_hidden
from overstap_cohorts.study.definition import SpellData


def led(findings: Findings) -> str | None:
    """A paragraph; None for a study without `iv`."""
    study, voice = findings.study, Voice(findings.study.language)
    if "iv" not in study.methods or not study.instrument:
        return None
    if study.time.design == "start-vs-wait":
        return _offered(voice, study.instrument) + _moved(findings, voice)
    told = voice(
        "Met een instrument ({x}) schrijven we een verschil in uitkomst toe aan wie erdoor deelnam"
        " (LATE). Dat mag als {x}, naast de kenmerken, door toeval verdeeld is, de uitkomst alleen"
        " via deelname verandert, en niemand die toch zou deelnemen vroeger of later doet"
        " beginnen.",
        "With an instrument ({x}), a difference in outcome is put down to those who took part"
        " because of it (LATE). That is allowed if {x}, beside the characteristics, is a matter of"
        " chance, changes the outcome through taking part only, and makes nobody who would take"
        " part anyway start earlier or later.",
        x=study.instrument,
    )
    if isinstance(study.data, SpellData):
        told += voice(
            " Dat deelnemers langer op school moesten zijn, raakt dit cijfer niet: het instrument"
            " lag vast voor de eerste inschrijving.",
            " That participants had to stay at school longer does not touch this figure: the"
            " instrument was fixed before the first enrolment.",
        )
    return told + _moved(findings, voice)


def _offered(voice: Voice, name: str) -> str:
    return voice(
        "Met een aanbod als instrument ({x}) vergelijken we, in elke maand, wie dan een aanbod"
        " krijgt met wie er nog geen kreeg. Het verschil schrijven we toe aan wie door het aanbod"
        " in die maand begon in plaats van te wachten (LATE); wie later begint, blijft meetellen."
        " Maanden na iemands aanbod tellen hier niet. Dat mag als de volgorde van het aanbod, naast"
        " de kenmerken, toeval is, en een aanbod alleen werkt door een begin in die maand: wie niet"
        " ingaat op het aanbod, begint er later ook niet door.",
        "With an offer as instrument ({x}), those who get an offer in a month are compared, month"
        " by month, with those who have had none yet. The difference is put down to those who"
        " started in that month, instead of waiting, because of the offer (LATE); who starts later"
        " stays in. Months after somebody's offer do not count here. That is allowed if the order"
        " of the offers, beside the characteristics, is a matter of chance, and an offer works only"
        " through a start in that month: who does not take it up does not start because of it"
        " later either.",
        x=name,
    )


def _moved(findings: Findings, voice: Voice) -> str:
    """The share that the instrument led to start: the figure is about them alone."""
    shares = [
        share
        for e in findings.estimates
        if e.method == "iv" and (share := e.details.get("first_stage_effect")) is not None
    ]
    if not shares or is_hidden(shares[0]):
        return ""
    return voice(
        " Het bracht naar schatting {p} tot deelname; over de anderen zegt dit cijfer niets.",
        " It led an estimated {p} to take part; of the others this figure says nothing.",
        p=percent(voice, shares[0]),
    )
