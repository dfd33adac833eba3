"""What a provider can do wrong: each fault is a function of a `Wire`."""

import json
import time

from faulty import chunk, event, events, whole

def http_error(status, code=None, message="no", kind="server_error", extra=""):
    return lambda wire: wire.error(status, code, message, kind, extra)


def html(status):
    page = b"<html><head><title>Bad</title></head><body><center>nginx</center></body></html>"
    return lambda wire: wire.document(status, page, "text/html")


def raw(data):
    def fault(wire):
        wire.send(data)
        wire.close()
    return fault


def refused_head(wire):
    wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/ev")
    wire.reset()


def cut_after(count, how="close"):
    """After so many pieces of content."""
    def fault(wire):
        if not wire.is_stream:
            data = json.dumps(whole(wire.request)).encode()
            wire.head(200, None, len(data))
            wire.send(data[: len(data) * count // 20 + 1])
        else:
            wire.begin(count)
        getattr(wire, how)()
    return fault


def clean_end_after(count, done=False):
    """The framing ends well, the answer does not: no finish reason."""
    def fault(wire):
        if not wire.is_stream:
            data = json.dumps(whole(wire.request)).encode()[: 40 + count]
            wire.document(200, data)
            return
        wire.begin(count)
        if done:
            wire.chunk(b"data: [DONE]\n\n")
        wire.last()
    return fault


def cut_inside(mark, first=1):
    """The connection ends in the middle of an event: just before the last byte of what it holds, or inside its name.

    Of the events of a stream it is one that comes after the first piece of content.
    """
    def fault(wire):
        if not wire.is_stream:
            data = json.dumps(whole(wire.request), ensure_ascii=False).encode()
            wire.head(200, None, len(data))
            wire.send(data[: max(data.find(mark), 60) + len(mark) - 1])
            wire.close()
        pieces = events(wire.request)
        found = next((n for n, piece in enumerate(pieces) if n > first and mark in piece), 3)
        wire.head()
        for piece in pieces[:found]:
            wire.chunk(piece)
        place = pieces[found].find(mark)
        wire.chunk(pieces[found][: place + len(mark) - 1 if place >= 0 else 12])
        wire.close()
    return fault


def in_band(count, body, name=None):
    def fault(wire):
        if not wire.is_stream:
            wire.document(200, body)
            return
        wire.begin(count)
        wire.chunk((b"event: " + name + b"\n" if name else b"") + event(json.dumps(body)))
        wire.last()
    return fault


def malformed_after(count):
    def fault(wire):
        if not wire.is_stream:
            wire.document(200, b'{"id": "chatcmpl-1", "choices": [{"index": 0, "mess')
            return
        wire.begin(count)
        wire.chunk(b'data: {"id": "chatcmpl-1", "choices": [{"index": 0, "del\n\n')
        wire.last()
    return fault


def stall_after(count):
    def fault(wire):
        if not wire.is_stream:
            wire.head()
            wire.chunk(b'{"id"')
        else:
            wire.begin(count)
        wire.hang()
    return fault


def pings_only(wire):
    """Keep-alives without end, and never a token."""
    wire.head()
    for _ in range(300):
        wire.chunk(b": keep-alive\n\n" if wire.is_stream else b" ")
        time.sleep(0.1)
    wire.close()


def roles_only(wire):
    wire.head()
    for _ in range(300):
        wire.chunk(event(chunk({"role": "assistant", "content": ""})) if wire.is_stream else b" ")
        time.sleep(0.1)
    wire.close()


def empty_content(wire):
    if not wire.is_stream:
        wire.document(200, whole(wire.request, content=""))
        return
    wire.head()
    for piece in (chunk({"role": "assistant", "content": ""}), chunk({}, "stop")):
        wire.chunk(event(piece))
    wire.chunk(b"data: [DONE]\n\n")
    wire.last()


def no_choices(wire):
    if not wire.is_stream:
        wire.document(200, {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": []})
        return
    wire.head()
    wire.chunk(b"data: [DONE]\n\n")
    wire.last()


def empty_body(wire):
    wire.head(200, None, 0)


def null_body(wire):
    wire.document(200, b"null")


def redirect(wire):
    wire.send(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")


def no_content(wire):
    wire.send(b"HTTP/1.1 204 No Content\r\n\r\n")


def endless_error(wire):
    """An error body that never ends."""
    wire.head(500)
    try:
        while True:
            wire.chunk(b"x" * 65536)
            time.sleep(0.01)
    except OSError:
        wire.close()


def hang_in_error(wire):
    wire.head(503, "application/json", 500)
    wire.hang()


def hang_in_head(wire):
    wire.send(b"HTTP/1.1 200 OK\r\nContent-Ty")
    wire.hang()


OPENAI_ERROR = {"error": {"message": "The server had an error", "type": "server_error", "code": None, "param": None}}
ANTHROPIC_ERROR = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
FLAT_ERROR = {"object": "error", "message": "engine died", "type": "InternalServerError", "code": 500}
QUOTA_ERROR = {"error": {"message": "You exceeded your current quota", "type": "insufficient_quota",
                         "code": "insufficient_quota", "param": None}}  # fmt: skip

# Before the first token: a healthy backup must serve, whatever was asked in whatever way.
BEFORE = {
    "500": http_error(500), "502 html": html(502), "503": http_error(503, "overloaded"),
    "503 html": html(503), "504": http_error(504), "529": http_error(529, "overloaded_error"),
    "503 retry-after": http_error(503, extra="Retry-After: 20\r\n"),
    "500 empty": lambda wire: wire.document(500, b""),
    "429": http_error(429, "rate_limit_exceeded"),
    "429 retry-after": http_error(429, "rate_limit_exceeded", extra="Retry-After: 20\r\n"),
    "429 retry-after date": http_error(429, extra="Retry-After: Wed, 21 Oct 2099 07:28:00 GMT\r\n"),
    "429 retry-after nonsense": http_error(429, extra="Retry-After: soon\r\n"),
    "429 quota": http_error(429, "insufficient_quota", kind="insufficient_quota"),
    "402": http_error(402, "insufficient_balance"),
    "401": http_error(401, "invalid_api_key", kind="invalid_request_error"),
    "403": http_error(403, "permission_denied"), "404 model": http_error(404, "model_not_found"),
    "410": http_error(410, "gone"), "408": http_error(408), "404 html": html(404),
    "hang before head": lambda wire: wire.hang(), "hang in head": hang_in_head,
    "hang after head": lambda wire: (wire.head(), wire.hang()), "hang in error": hang_in_error,
    "endless error": endless_error, "pings only": pings_only, "roles only": roles_only,
    "close before head": lambda wire: wire.close(), "reset before head": lambda wire: wire.reset(),
    "reset in head": refused_head, "no http": raw(b"SSH-2.0-OpenSSH_9.2p1\r\n"),
    "close after head": lambda wire: (wire.head(), wire.close()), "empty 200": empty_body, "null": null_body,
    "empty content": empty_content, "no choices": no_choices, "200 html": html(200), "302": redirect,
    "204": no_content, "bad status": raw(b"HTTP/1.1 999999 X\r\n\r\n"),
    "bad chunk size": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc"),
    "error object in 200": in_band(0, OPENAI_ERROR), "anthropic error in 200": in_band(0, ANTHROPIC_ERROR, b"error"),
    "flat error in 200": in_band(0, FLAT_ERROR), "quota in 200": in_band(0, QUOTA_ERROR),
    "string error in 200": in_band(0, {"error": "model crashed"}),
    "malformed first": malformed_after(0), "done at once": clean_end_after(0, done=True),
    "clean end at once": clean_end_after(0), "cut at once": cut_after(0), "reset at once": cut_after(0, "reset"),
}  # fmt: skip

# After the first token: a rescue where the feature says so, else a typed error. Whole answers fail over.
AFTER = {
    "cut": cut_after(4), "reset": cut_after(4, "reset"), "cut late": cut_after(11), "cut first": cut_after(1),
    "clean end": clean_end_after(4), "done without reason": clean_end_after(4, done=True),
    "cut in character": cut_inside("ü".encode()), "cut in emoji": cut_inside("🦊".encode()),
    "cut in json": cut_inside(b"lazy"), "cut in line": cut_inside(b'"delta"'),
    "error": in_band(4, OPENAI_ERROR), "anthropic error": in_band(4, ANTHROPIC_ERROR, b"error"),
    "flat error": in_band(4, FLAT_ERROR), "string error": in_band(4, {"error": "model crashed"}),
    "malformed": malformed_after(4), "stall": stall_after(4),
}  # fmt: skip
