"""What the stand-ins for cloud APIs have in common: they speak exactly, and note everything that is not as it should be.

A request that differs in any field from what the cloud documents is refused as the cloud would, and is a problem.
"""
import datetime, json, re, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

UTC = datetime.timezone.utc
INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")


class Refusal(Exception):
    def __init__(self, status, body, headers=()):
        super().__init__(body)
        self.status, self.body, self.headers = status, body, headers


class StandIn:
    """Answers on 127.0.0.1; `problems` is what was wrong with requests, `served` counts the good ones by name."""

    def __init__(self):
        self.problems, self.served = [], {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                try:
                    status, answer, headers = outer.answer(self.command, self.path, self.headers, body)
                except Refusal as refusal:
                    status, answer, headers = refusal.status, refusal.body, list(refusal.headers)
                data = json.dumps(answer).encode()
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json; charset=UTF-8")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = handle_any

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def count(self, name):
        self.served[name] = self.served.get(name, 0) + 1

    def wrong(self, what):
        """Notes a problem; the caller goes on to refuse."""
        if what not in self.problems:
            self.problems.append(what)

    def expect(self, what, is_so):
        if not is_so:
            self.wrong(what)
        return is_so


def split(path):
    """The path and its query as a list of pairs, in order."""
    parts = urlsplit(path)
    return parts.path, parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))


def form(body):
    return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))


def minute(ago):
    """The start of the minute so many minutes ago."""
    now = datetime.datetime.now(UTC).replace(second=0, microsecond=0)
    return now - datetime.timedelta(minutes=ago)


def text(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
