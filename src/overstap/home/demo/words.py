"""What stands in invented files: Dutch as counsellors and young people write it."""

# Pathway: programme names as centres use them.
PROGRAMMES = {
    "parttime": ("Verkoop", "Keukenmedewerker", "Lasser", "Logistiek assistent", "Kapper"),
    "dual": ("Lasser-monteerder duaal", "Groen en decoratie duaal", "Zorgkundige duaal"),
    "runup": ("Aanloopfase groepswerking", "Aanloopfase werkervaring"),
    "naft": ("NAFT korte trajecten", "NAFT lang traject"),
    "bkl": ("Aanvuller", "Magazijnmedewerker", "Hulpkelner", "Onderhoudstechnicus"),
    "fulltime": ("Elektriciteit A-finaliteit", "Hout A-finaliteit", "Organisatie en logistiek"),
}
CERTIFICATES = (
    ("Getuigschrift van de eerste graad", "", "2"),
    ("Deelcertificaat beroepskwalificatie", "Aanvuller", "2"),
    ("Bewijs van beroepskwalificatie", "Hulpkelner", "2"),
    ("Certificaat", "Heftruckchauffeur", ""),
    ("Getuigschrift van de tweede graad", "Verkoop", "2"),
    ("Attest", "VCA basisveiligheid", ""),
    ("Studiegetuigschrift", "Organisatie en logistiek", "3"),
)
LANGUAGES = ("nld", "fra", "eng", "ara", "tur", "pol", "ukr", "ron", "lin", "prs", "spa")
JOB_COMPETENCES = (
    "Rekken aanvullen",
    "Klanten helpen",
    "Met de kassa werken",
    "Met een transpallet rijden",
    "Groenten snijden en voorbereiden",
    "Lassen met halfautomaat",
    "Een werkplek proper houden",
    "Bestellingen klaarzetten",
    "Een technische tekening lezen",
)
PERSONAL_COMPETENCES = (
    "Komt afspraken na",
    "Werkt graag samen",
    "Blijft rustig bij drukte",
    "Vraagt hulp als het nodig is",
    "Leert snel door te doen",
    "Is op tijd",
)
INTERESTS = ("Voetbal", "Koken", "Dieren", "Muziek maken", "Auto's", "Tekenen", "Gamen", "Boksen")
REFERENCES = (
    ("Griet Lams", "mentor"),
    ("Joris Devos", "ploegbaas"),
    ("Katrien Nuyts", "leerkracht praktijk"),
)
WORK = (
    ("Vakantiejob in een bakkerij", "Bakkerij 't Zonnetje"),
    ("Flexi-job in de keuken", "Brasserie De Reddingsboot"),
    ("Weekendwerk in een supermarkt", "Buurtwinkel De Kade"),
    ("Interim in een magazijn", "Magazijn Zuidhaven"),
)
INTERNSHIPS = (
    ("Winkelmedewerker", "Buurtwinkel De Kade"),
    ("Hulpkok", "Woonzorgcentrum Duinenzicht"),
    ("Lasser", "Constructie Vanhove en zonen"),
    ("Groenarbeider", "Groendienst van de stad"),
    ("Zorghulp", "Dagcentrum De Meerpaal"),
)
SITUATION_NOTES = (
    "",
    "Zoekt een leerwerkplek dicht bij huis.",
    "Heeft een leerwerkplek tot het einde van het schooljaar.",
    "Wil graag voltijds werken na dit schooljaar.",
)
NOTES = {
    "family": (
        "Woont afwisselend bij mama en bij papa. Op woensdag is thuis niemand bereikbaar.",
        "Zorgt mee voor twee jongere broers en kan daardoor niet voor acht uur beginnen.",
        "Woont sinds kort begeleid zelfstandig.",
    ),
    "attendance": (
        "Was in september vier halve dagen afwezig. De reden is besproken.",
        "Sinds de nieuwe leerwerkplek elke dag aanwezig.",
    ),
    "psychosocial": (
        "Voelt zich onzeker in een nieuwe groep. Een vast aanspreekpunt helpt.",
        "Praat elke twee weken met de begeleider van het CLB.",
        "Wil niet dat dit thuis gelezen wordt: heeft het moeilijk na een breuk.",
    ),
    "medical": (
        "Draagt een hoorapparaat. Zit best vooraan in een les.",
        "Mag niet zwaar tillen, zie het attest van de huisarts.",
        "Heeft astma en werkt beter niet in stof.",
    ),
}
CONTESTS = (
    "Ik heb daar maar twee weken gewerkt, niet twee maanden.",
    "Dit bewijs is niet van mij.",
    "Ik was die dag ziek en mijn mama heeft gebeld.",
)
STATIONS = {
    "start": ("Intake", "Start in het centrum", "Voltijds onderwijs"),
    "screening": ("Screening", "Taalscreening", "Oriëntatie"),
    "milestone": (
        "Eerste stage",
        "Proeftijd klaar",
        "Leerwerkplek gevonden",
        "Taaldoel A2 gehaald",
        "Halve opleiding klaar",
        "Evaluatie",
        "Bewijs behaald",
        "Overeenkomst getekend",
    ),
    "programme": ("Opleiding gestart", "Module gestart", "Verandering van richting"),
    "follow_up": ("Opvolging door VDAB",),
}
VDAB_QUESTIONS = (
    "Tot wanneer loopt de leerwerkplek nog?",
    "Is er een rijbewijs B of is het nog bezig?",
    "Welke delen van de opleiding zijn al gehaald?",
)
ANSWERS = (
    "De overeenkomst loopt tot 30 juni en wordt niet verlengd.",
    "Het theoretisch examen is gehaald, de lessen beginnen in januari.",
)
DECLINES = (
    ("other_office", "Deze jongere woont sinds oktober in een gemeente van een ander kantoor."),
    ("already_guided", "Er loopt hier al een begeleiding sinds september."),
    ("not_available", "De opleiding loopt nog tot juni; wij starten daarna graag."),
    ("incomplete", "De gewenste job en de studies ontbreken. Graag opnieuw als dat ingevuld is."),
)
RESULTS = (
    "Kennismaking gehad. Volgende afspraak over twee weken, we bekijken samen vacatures.",
    "Start op maandag met een beroepsopleiding.",
    "Solliciteert deze week bij twee werkgevers.",
)
LOOK_QUESTIONS = (
    ("Waarom heb je mijn dossier geopend?", "Ik vervang deze week je begeleider, die ziek is."),
    ("Wie heeft mijn notities gelezen?", "Alleen je begeleider las ze, voor het gesprek met jou."),
    ("Ik ken deze persoon niet. Waarom keek die?", ""),
    ("Waarom keek iemand op zondag?", ""),
)
