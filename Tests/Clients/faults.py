"""What a provider can do wrong: each fault is a function of a `Wire`."""

import gzip
import json
import time

from faulty import chunk, event, events, payload, whole

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


def compressed(coding, extra=""):
    """Content that is compressed though nobody said that he could read it."""
    def fault(wire):
        data = gzip.compress(payload(wire.request))
        wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + coding + b"\r\n\r\n")
        wire.chunk(data)
        wire.last()
    return fault


def drip(in_head):
    """A byte at a time, so slowly that the answer is of no use."""
    def fault(wire):
        head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        if not in_head:
            wire.send(head)
        for byte in head if in_head else b"1000\r\n" + b" " * 4096:
            wire.send(bytes([byte]))
            time.sleep(0.05)
        wire.close()
    return fault


def broken_text(count):
    """Bytes in the middle of a text that are no UTF-8."""
    def fault(wire):
        if not wire.is_stream:
            wire.document(200, payload(wire.request).replace(b"o", b"\xff"))
            return
        wire.begin(count)
        wire.chunk(event(chunk({"content": "?"})).replace(b"?", b"\xff\xfe"))
        wire.hang()
    return fault


def endless_line(count):
    """An event, or a whole answer, that is longer than any."""
    def fault(wire):
        wire.begin(count) if wire.is_stream else wire.head()
        for _ in range(100):
            wire.chunk(b"x" * 1_000_000)
        wire.hang()
    return fault


def tool_call_without_content(wire):
    if wire.is_stream:
        wire.head()
        call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "", "arguments": ""}}
        wire.chunk(event(chunk({"role": "assistant", "content": None, "tool_calls": [call]})))
        wire.chunk(event(chunk({"tool_calls": [{"index": 0, "function": {"arguments": ""}}]})))
    wire.hang()


def interim_for_ever(wire):
    while True:
        wire.send(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        time.sleep(0.02)


def odd(**choice):
    """An answer of one choice that is none."""
    return in_band(0, {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]})


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

GOOGLE_ERROR = b'[{"error": {"code": 500, "message": "Internal error", "status": "INTERNAL"}}]'
BILLING = "Your account is not active, please check your billing details on our website."
DAILY = "Rate limit reached for requests per day (RPD): Limit 200, Used 200. Please try again in 7m12s."
BEFORE |= {
    "409": http_error(409, "conflict"), "501": http_error(501), "520 html": html(520), "599": http_error(599),
    "500 text": lambda wire: wire.document(500, b"Internal Server Error", "text/plain"),
    "500 list": lambda wire: wire.document(500, GOOGLE_ERROR),
    "403 html": html(403), "403 quota": http_error(403, "insufficient_quota", kind="insufficient_quota"),
    "400 billing": http_error(400, "billing_not_active", BILLING),
    "400 model": http_error(400, "model_not_found", "The model `m` does not exist."),
    "429 html": html(429), "429 text": lambda wire: wire.document(429, b"slow down", "text/plain"),
    "429 daily": http_error(429, "rate_limit_exceeded", DAILY),
    "429 retry-after zero": http_error(429, extra="Retry-After: 0\r\n"),
    "429 retry-after negative": http_error(429, extra="Retry-After: -5\r\n"),
    "429 retry-after past": http_error(429, extra="Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n"),
    "429 retry-after endless": http_error(429, extra="Retry-After: 99999999999999999999\r\n"),
    "503 in 200": in_band(0, {"error": {"message": "x", "code": 503}}), "no error in 200": in_band(0, {"error": {}}),
    "detail in 200": in_band(0, {"detail": "Not Found"}), "nothing in 200": in_band(0, {}),
    "list in 200": in_band(0, []),
    "error in choice": odd(index=0, finish_reason="error", error={"code": 502}, delta={}, message={"content": ""}),
    "no message": odd(index=0, finish_reason="stop", delta=None, message=None), "no choice": odd(),
    "compressed": compressed(b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked"),
    "compressed transfer": compressed(b"Transfer-Encoding: gzip, chunked"),
    "drip in head": drip(True), "drip in body": drip(False), "no text first": broken_text(0),
    "endless first line": endless_line(0), "tool call without content": tool_call_without_content,
    "interim for ever": interim_for_ever, "101": raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
    "202": lambda wire: wire.document(202, {"status": "queued"}), "304": raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    "307": raw(b"HTTP/1.1 307 X\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"),
    "no head": raw(b"<html>hello</html>"), "tls alert": raw(b"\x15\x03\x01\x00\x02\x02\x28"),
    "chunk overflow": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc"),
    "length overflow": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nabc"),
    "length negative": raw(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc"),
    "two lengths": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
    "endless head": lambda wire: wire.head(extra="X: " + "y" * 1_000_000 + "\r\n"),
}  # fmt: skip

# After the first token: a rescue where the feature says so, else a typed error. Whole answers fail over.
AFTER = {
    "cut": cut_after(4), "reset": cut_after(4, "reset"), "cut late": cut_after(11), "cut first": cut_after(1),
    "clean end": clean_end_after(4), "done without reason": clean_end_after(4, done=True),
    "cut in character": cut_inside("ü".encode()), "cut in emoji": cut_inside("🦊".encode()),
    "cut in json": cut_inside(b"lazy"), "cut in line": cut_inside(b'"delta"'),
    "error": in_band(4, OPENAI_ERROR), "anthropic error": in_band(4, ANTHROPIC_ERROR, b"error"),
    "flat error": in_band(4, FLAT_ERROR), "string error": in_band(4, {"error": "model crashed"}),
    "malformed": malformed_after(4), "stall": stall_after(4), "no text": broken_text(4),
    "endless line": endless_line(4),
}  # fmt: skip
