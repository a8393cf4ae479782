"""Made-up data for the gallery: long names, empty lists, every state."""

from django import forms

from overstap.ui.line_map import Station
from overstap.ui.widgets import DatePicker, TimePicker

LONG_NAME = "Maximiliaan-Ferdinand Vandenbroucke-Oyewole van de Walle de Ghelcke"
ROUTE: tuple[tuple[str, int], ...] = (
    ("fulltime", 2),
    ("dual", 2),
    ("naft", 1),
    ("runup", 2),
    ("bkl", 2),
    ("parttime", 2),
    ("bkl", 1),
    ("work", 2),
)
AMINA = [
    Station("Voltijds", "2022", "fulltime"),
    Station("Screening", "juni 2025", "runup"),
    Station("Overstap naar beroepskwalificerend", "jan. 2026", "bkl"),
    Station("Proeftijd klaar", "maart 2026", "bkl"),
    Station("Brug 180 u.", "", "bkl"),
    Station("11 van 14", "nu", "bkl", now=True),
    Station("Warme overdracht", "maart 2027", "work", planned=True),
    Station("Opvolging VDAB", "", "work", planned=True),
]
LONG = [
    Station(f"Een heel lange naam voor stap {n} op deze lijn", f"sept. {2010 + n}", line, n > 11)
    for n, line in enumerate(line for line, stations in ROUTE for _ in range(stations))
]


class SpecimenForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Naam", help_text="Voornaam en familienaam.")
    met_on = forms.DateField(
        label="Datum van het gesprek", widget=DatePicker, help_text="Bijvoorbeeld 26/11/2026."
    )
    met_at = forms.TimeField(label="Uur", widget=TimePicker, required=False)
    pathway = forms.ChoiceField(
        label="Leerweg", choices=[("", "Kies een leerweg"), ("dual", "Duaal leren")]
    )
    manner = forms.ChoiceField(
        label="Hoe spreken jullie af?",
        choices=[("place", "Op het centrum"), ("online", "Via een videogesprek")],
        widget=forms.RadioSelect,
    )
    present = forms.MultipleChoiceField(
        label="Wie is erbij?",
        choices=[("youth", "De jongere"), ("parent", "Een ouder"), ("vdab", "VDAB")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Kies iedereen die komt.",
    )
    note = forms.CharField(label="Notitie", widget=forms.Textarea, required=False)
    file = forms.FileField(label="Bestand", required=False)
    agreed = forms.BooleanField(label="De jongere is akkoord met dit gesprek")


class ShareForm(forms.Form):
    """Two switches of the consent page."""

    family = forms.BooleanField(label="Je thuis", required=False)
    medical = forms.BooleanField(label="Je gezondheid", required=False)


SPECIMENS: dict[str, object] = {
    "full": ["full"] * 5,
    "almost": ["full"] * 4 + ["half"],
    "one": ["full"] + ["empty"] * 4,
    "amina": AMINA,
    "long_route": LONG,
    "no_route": [],
    "long_name": LONG_NAME,
    "fact_items": [
        ("Leerwerkplek", "Buurtwinkel De Kade · mentor Griet Lams"),
        ("Overeenkomst", "OAO, 28 u. per week, tot 30 juni 2027"),
        ("Taal en cijfers", ""),
        ("Contactpersoon", LONG_NAME),
    ],
    "events": [
        {"when": "9.30 u.", "text": "Werkbezoek bij Buurtwinkel De Kade", "url": "#"},
        {"when": "11.00 u.", "text": "Gesprek met Amina", "url": "#", "detail": "VDAB Oostende"},
        {"when": "te laat sinds di 17 nov", "text": "Kies een contactpersoon", "late": True},
    ],
    "step_names": ["Wie", "Wat gaat mee", "Afspraak", "Nakijken"],
    "rows": [
        ("Amina Haddad", "17 jaar · Oostende", "Beroepskwalificerend", "wait", "Wacht op Amina"),
        ("Bram De Smet", "18 jaar · Bredene", "Duaal leren", "warm", "Gesprek do 26 nov"),
        ("Jayden Wouters", "16 jaar · Gistel", "Aanloopfase", "calm", "Nog niet nodig"),
        ("Lotte Maes", "18 jaar · Oostende", "Deeltijds", "ok", "Aanvaard door VDAB"),
        (LONG_NAME, "18 jaar · Middelkerke", "Deeltijds", "stop", "5 dagen te laat"),
    ],
    "navigation": [
        {"label": "Jongeren", "url": "#", "current": True},
        {"label": "Overdrachten", "url": "#", "current": False},
    ],
    "account_menu": {
        "name": "Ilse Verbeke",
        "place": "CDO De Brug, Oostende",
        "switch_url": "#",
        "switches": [
            {"value": "a", "label": "Trajectbegeleider, CDO De Brug", "current": True},
            {"value": "b", "label": "Beheerder, CDO De Brug", "current": False},
        ],
        "links": [{"label": "Mijn account", "url": "#"}],
        "sign_out_url": "#",
    },
}
