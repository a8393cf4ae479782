"""Serves the gallery on a port of the loopback; says "ready" when it listens."""

import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.wsgi import get_wsgi_application


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: the test reads only the first line."""


if __name__ == "__main__":
    with make_server(
        "127.0.0.1", int(sys.argv[1]), get_wsgi_application(), handler_class=Quiet
    ) as server:
        print("ready")
        server.serve_forever()
