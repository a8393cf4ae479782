"""Dutch labels of the codes in enrolment histories.

Only codes that were seen with their label in the published answers (MAGDA-Mock, 02.01) are here; an
unknown code keeps its raw value. The label of the message itself goes before this table.
"""

__all__ = [
    "DEREGISTRATION",
    "EDUCATION_KIND",
    "LEVEL",
    "PROGRAMME",
    "SITUATION_AFTER",
    "SOURCE",
    "SOURCE_OF_ORIGIN",
    "SPECIAL_TYPE",
    "label_of",
]

SOURCE = {
    "LP": "Leerplichtonderwijs",
    "HO": "Hoger onderwijs",
    "VWO": "Volwassenenonderwijs",
    "INT": "Internaat",
}

# The system behind each source, as its name stands in `Oorsprong`.
SOURCE_OF_ORIGIN = {
    "DISCI": "LP",
    "DHO": "HO",
    "DHO2": "HO",
    "DVNCI": "VWO",
    "DVC": "VWO",
}

PROGRAMME = {"1": "Voltijds", "2": "Deeltijds", "5": "Syntra"}

LEVEL = {"1": "Kleuteronderwijs", "2": "Lager onderwijs", "3": "Secundair onderwijs"}

EDUCATION_KIND = {"1": "Gewoon onderwijs", "2": "Buitengewoon onderwijs"}

SPECIAL_TYPE = {
    "1": "Lichte mentale handicap",
    "2": "Matige of ernstige mentale handicap",
    "3": "Karakteriële stoornis",
    "8": "Ernstige leerstoornis",
}

DEREGISTRATION = {
    "X": "Normaal einde schooljaar of module",
    "E": "Initiatief van leerling of ouders",
    "T": "Tucht",
    "S": "Op advies van school of CLB",
}

SITUATION_AFTER = {
    "1": "Veranderd naar erkende vorming (deeltijdse vorming, leercontract)",
    "5": "Werken",
    "9": "Andere",
    "10": "Geen informatie",
    "12": "Wijziging binnen de eigen school of naar andere Vlaamse school",
}


def label_of(table: dict[str, str], code: str, given: str = "") -> str:
    """The label that the message gave, else the table's, else the raw code."""
    return given or table.get(code, code)
