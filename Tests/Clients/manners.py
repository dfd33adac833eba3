"""Ways to answer well that differ from the usual one: each is a function of a `Wire`."""

import json
import time

from faulty import USAGE, Wire, chunk, deltas, event, events, wants_tool, whole

def well_chunked(transform=lambda data: data, size=None, pause=0.0, kind=None, extra=""):
    """The right stream, its bytes changed and cut into pieces."""
    def answer(wire):
        data = b"".join(events(wire.request)) if wire.is_stream else json.dumps(whole(wire.request)).encode()
        data = transform(data)
        wire.head(200, kind, extra=extra)
        step = size or len(data)
        for start in range(0, len(data), step):
            wire.chunk(data[start : start + step])
            if pause:
                time.sleep(pause)
        wire.last()
    return answer


def until_close(version=b"1.0"):
    def answer(wire):
        kind = b"text/event-stream" if wire.is_stream else b"application/json"
        wire.send(b"HTTP/" + version + b" 200 OK\r\nContent-Type: " + kind + b"\r\nConnection: close\r\n\r\n")
        wire.send(b"".join(events(wire.request)) if wire.is_stream else json.dumps(whole(wire.request)).encode())
        wire.close()
    return answer


def with_length(wire):
    data = b"".join(events(wire.request)) if wire.is_stream else json.dumps(whole(wire.request)).encode()
    wire.head(200, None, len(data))
    wire.send(data)


def lower_case_head(wire):
    data = b"".join(events(wire.request)) if wire.is_stream else json.dumps(whole(wire.request)).encode()
    kind = b"TEXT/EVENT-STREAM; CHARSET=UTF-8" if wire.is_stream else b"APPLICATION/JSON; charset=utf-8"
    wire.send(b"HTTP/1.1 200\r\nCONTENT-TYPE:" + kind + b"\r\ncontent-LENGTH:%d\r\n\r\n" % len(data) + data)


def after_continue(wire):
    wire.send(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
    wire.answer()


def with_trailers(wire):
    data = b"".join(events(wire.request)) if wire.is_stream else json.dumps(whole(wire.request)).encode()
    wire.head(extra="Trailer: x-checksum\r\n")
    wire.chunk(data)
    wire.send(b"0\r\nx-checksum: 1\r\n\r\n")


def hang_after_done(wire):
    """Everything came; only the connection does not end."""
    if not wire.is_stream:
        wire.answer()
        return
    wire.head()
    for piece in events(wire.request):
        wire.chunk(piece)
    wire.hang()


def without_done(wire):
    if not wire.is_stream:
        wire.answer()
        return
    wire.head()
    for piece in events(wire.request)[:-1]:
        wire.chunk(piece)
    wire.last()


def reason_with_last_word(wire):
    if not wire.is_stream:
        wire.answer()
        return
    wire.head()
    pieces = deltas(wire.request)
    for piece in pieces[:-1]:
        wire.chunk(event(chunk(piece)))
    wire.chunk(event(chunk(pieces[-1], "tool_calls" if wants_tool(wire.request) else "stop", USAGE)))
    wire.chunk(b"data: [DONE]\n\n")
    wire.last()


def usage_in_every_chunk(wire):
    if not wire.is_stream:
        wire.answer()
        return
    wire.head()
    for piece in deltas(wire.request):
        wire.chunk(event(chunk(piece, None, USAGE)))
    wire.chunk(event(chunk({}, "tool_calls" if wants_tool(wire.request) else "stop", USAGE)))
    wire.chunk(b"data: [DONE]\n\n")
    wire.last()


def whole_though_streamed(wire):
    wire.document(200, whole(wire.request))


def numbered(data):
    return b"".join(
        b"id: %d\nevent: message\nretry: 1000\n" % n + e + b"\n\n" for n, e in enumerate(data.split(b"\n\n")) if e
    )


def as_stream(change):
    """A change that fits streams only."""
    return lambda data: change(data) if data.startswith(b"data") else data


WELL = {
    "usual": Wire.answer, "content length": with_length, "until close 1.0": until_close(),
    "until close 1.1": until_close(b"1.1"), "a byte at a time": well_chunked(size=1),
    "seven bytes at a time": well_chunked(size=7), "one piece": well_chunked(),
    "crlf": well_chunked(as_stream(lambda data: data.replace(b"\n", b"\r\n"))),
    "cr": well_chunked(as_stream(lambda data: data.replace(b"\n", b"\r"))),
    "no blank": well_chunked(as_stream(lambda data: data.replace(b"data: ", b"data:"))),
    "comments": well_chunked(as_stream(lambda data: data.replace(b"data: ", b": ping\n\n: ping\ndata: "))),
    "ids and events": well_chunked(as_stream(numbered)),
    "byte order mark": well_chunked(as_stream(lambda data: b"\xef\xbb\xbf" + data)),
    "no last blank line": well_chunked(as_stream(lambda data: data[:-1])),
    "upper case head": lower_case_head, "100 continue": after_continue, "trailers": with_trailers,
    "hang after done": hang_after_done, "without done": without_done, "reason with last word": reason_with_last_word,
    "usage everywhere": usage_in_every_chunk, "whole though streamed": whole_though_streamed,
    "slow drip": well_chunked(size=400, pause=0.02), "octet stream": well_chunked(kind="application/octet-stream"),
    "no type": well_chunked(kind=" "),
}  # fmt: skip
