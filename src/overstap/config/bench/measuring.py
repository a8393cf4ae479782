"""What is asked of each page, and the limits that it must keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median

from overstap.config.bench.client import Client, compressed
from overstap.config.bench.stage import Stage

REQUESTS, WARM_UP = 30, 5
GROWTH, GROWTH_MS = 1.3, 5.0
LIST_FACTOR = 2.5
STATEMENTS = 11  # eight of the page, three of the frame: session, account, viewer
HTML_KB, ASSETS_KB = 30, 120
EMPTY, LIST = "leeg", "mijn jongeren (50 rijen)"

# Persona, name of the page, path. {amina} is a person, {handover} her or his handover.
PAGES = (
    ("ilse", EMPTY, "/meting/leeg/"),
    ("ilse", LIST, "/jongeren/"),
    ("ilse", "mijn jongeren, gefilterd", "/jongeren/?overdracht=shown"),
    ("ilse", "jongere", "/jongeren/{amina}/"),
    ("ilse", "dossier", "/jongeren/{amina}/dossier/"),
    ("ilse", "vandaag", "/vandaag/"),
    ("ilse", "overdrachten van het centrum", "/overdrachten/verstuurd/"),
    ("ilse", "overdracht", "/overdrachten/{amina_handover}/"),
    ("ilse", "overdracht starten", "/jongeren/{yusuf}/overdracht/"),
    ("peter", "vragen over inzage", "/vragen/"),
    ("karim", "overdrachten bij VDAB", "/overdrachten/"),
    ("karim", "ontvangen overdracht", "/overdrachten/{bram_handover}/"),
    ("karim", "ontvangen dossier", "/jongeren/{bram}/dossier/"),
    ("amina", "mijn overstap", "/mijn/"),
    ("amina", "mijn dossier", "/mijn/dossier/"),
    ("amina", "mijn keuze", "/mijn/keuze/{amina_handover}/"),
    ("amina", "wie keek", "/mijn/wie-keek/"),
    ("amina", "mijn rechten", "/mijn/rechten/"),
    ("samira", "overzicht van een ouder", "/mijn/"),
    ("greet", "medewerkers", "/leden/"),
    ("wim", "organisaties", "/organisaties/"),
)
CAST = {"amina": "Amina Haddad", "bram": "Bram De Smet", "yusuf": "Yusuf Demir"}


@dataclass
class Row:
    """One page: milliseconds of the server by size, statements, bytes."""

    persona: str
    name: str
    ms: dict[str, float] = field(default_factory=dict)
    statements: int = 0
    html: int = 0
    html_compressed: int = 0
    status: int = 200


@dataclass
class Result:
    """Everything that was measured in one run."""

    rows: list[Row] = field(default_factory=list)
    assets: int = 0
    broken: list[str] = field(default_factory=list)

    def row(self, name: str) -> Row:
        return next(row for row in self.rows if row.name == name)

    @property
    def list_factor(self) -> float:
        """The list of 50 against the empty page, each measured in the region."""
        return self.row(LIST).ms["region"] / self.row(EMPTY).ms["region"]


type Asked = dict[str, tuple[Client, str]]


def measure(stages: Mapping[str, Stage]) -> Result:
    """All pages of both sizes take turns, request by request, so that noise falls on all alike."""
    result = Result()
    where = {size: places(stage) for size, stage in stages.items()}
    clients: dict[tuple[str, str], Client] = {}
    pages: list[tuple[Row, Asked]] = []
    for persona, name, pattern in PAGES:
        asked: Asked = {}
        for size, stage in stages.items():
            if (size, persona) not in clients:
                clients[size, persona] = Client(stage.port)
                clients[size, persona].become(persona)
            asked[size] = clients[size, persona], pattern.format(**where[size])
        pages.append((Row(persona, name), asked))
    times: dict[tuple[str, str], list[float]] = {}
    for turn in range(WARM_UP + REQUESTS):
        for row, asked in pages:
            _ask(row, asked, times if turn >= WARM_UP else {})
    for row, asked in pages:
        result.rows.append(row)
        if row.status == 200:
            row.ms = {size: median(times[row.name, size]) for size in asked}
            client, path = asked["region"]
            result.assets = max(result.assets, client.weight(client.get(path).body))
    result.broken = _broken(result)
    return result


def _ask(row: Row, asked: Asked, times: dict[tuple[str, str], list[float]]) -> None:
    """One request of a page in each size; a page that failed is not asked again."""
    for size, (client, path) in asked.items():
        answer = client.get(path) if row.status == 200 else None
        if answer is None or answer.status != 200:
            row.status = answer.status if answer else row.status
            return
        times.setdefault((row.name, size), []).append(answer.ms)
        row.statements = max(row.statements, answer.statements)
        row.html = max(row.html, len(answer.body))
        row.html_compressed = max(row.html_compressed, compressed(answer.body))


def places(stage: Stage) -> dict[str, str]:
    """Ids in addresses: they differ between the two demos."""
    found = {}
    for key, name in CAST.items():
        (found[key],) = stage.row(
            "select person_id from access_caseloadrow where full_name = %s", name
        )
    for key in ("amina", "bram"):
        (found[f"{key}_handover"],) = stage.row(
            "select id from handover_handover where person_id = %s", found[key]
        )
    return found


def _broken(result: Result) -> list[str]:
    found = []
    for row in result.rows:
        if row.status != 200:
            found.append(f"{row.name} ({row.persona}) antwoordt {row.status}")
            continue
        small, region = row.ms["small"], row.ms["region"]
        if region > max(small * GROWTH, small + GROWTH_MS):
            found.append(f"{row.name} groeit van {small:.1f} naar {region:.1f} ms")
        if row.statements > STATEMENTS:
            found.append(f"{row.name} stelt {row.statements} vragen aan de databank")
        if row.html_compressed > HTML_KB * 1000:
            found.append(f"{row.name} weegt {row.html_compressed / 1000:.1f} kB")
    if result.row(LIST).ms and result.row(EMPTY).ms and result.list_factor > LIST_FACTOR:
        found.append(f"de lijst kost {result.list_factor:.2f} keer een lege pagina")
    if result.assets > ASSETS_KB * 1000:
        found.append(f"CSS en JavaScript wegen {result.assets / 1000:.1f} kB")
    return found
