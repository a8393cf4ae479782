"""A plain HTTP client that stays connected and keeps cookies: what it costs is not measured."""

import gzip
import re
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_ASSETS = re.compile(r'(?:<link[^>]+rel="stylesheet"[^>]+href|<script[^>]+src)="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """`ms` is the server's own time; that and `statements` are 0 for static files. `sent`: bytes as
    they travelled."""

    status: int
    body: bytes
    location: str
    ms: float
    statements: int
    sent: int


class Client:
    """One browser, signed in as one persona."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}

    def become(self, persona: str) -> None:
        """Signs in by the page of personas. Raises LookupError when that leads nowhere."""
        found = _TOKEN.search(self.get("/demo/").body.decode())
        if found is None:
            raise LookupError("the page of personas shows no form")
        answer = self._ask("POST", f"/demo/{persona}/", {"csrfmiddlewaretoken": found[1]})
        if answer.status != 302:
            raise LookupError(f"no persona {persona}: status {answer.status}")

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def weight(self, page: bytes) -> int:
        """Bytes of the style sheets and scripts of a page, as they travel."""
        paths = dict.fromkeys(_ASSETS.findall(page.decode()))
        return sum(self.get(path).sent for path in paths)

    def _ask(self, method: str, path: str, form: dict[str, str] | None = None) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Cookie": cookies, "Accept-Encoding": "gzip", "Host": "127.0.0.1"}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, urlencode(form) if form else None, headers)
        response = self._connection.getresponse()
        body = response.read()
        sent = len(body)
        if response.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        for line in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
        return Answer(
            response.status,
            body,
            response.headers.get("Location", ""),
            float(response.headers.get("X-Bench-Ms", 0)),
            int(response.headers.get("X-Bench-Statements", 0)),
            sent,
        )


def compressed(body: bytes) -> int:
    """Bytes of a page as a server in front of ours would send it."""
    return len(gzip.compress(body, 6))
