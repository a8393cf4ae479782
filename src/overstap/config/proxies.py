"""Where a request came from, when proxies stand before the server."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ClientAddressMiddleware:
    """Puts the visitor's own address in REMOTE_ADDR, and takes away what anybody can write.

    Each proxy adds to X-Forwarded-For the address that it saw, at the end. With
    OVERSTAP_TRUSTED_PROXIES = n the n-th from the end was written by the outermost proxy that is
    ours; all before it was written by the visitor. Fewer entries than proxies: the request did not
    come through them, and the address of the connection itself counts.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        listed = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        if found := client_address(listed, settings.TRUSTED_PROXIES or 0):
            request.META["REMOTE_ADDR"] = found
        return self.get_response(request)


def client_address(listed: str, proxies: int) -> str:
    """The address that the outermost trusted proxy saw, or '' when the header does not tell."""
    entries = listed.split(",")
    if not proxies or len(entries) < proxies:
        return ""
    return _plain(entries[-proxies].strip())


def _plain(text: str) -> str:
    """An IP address without brackets and port, as some proxies write them; '' for anything else."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)
