"""Ways to answer well that differ from the usual one: each is a function of a `Wire`."""

import json
import time

from faulty import USAGE, Wire, chunk, deltas, event, events, payload, wants_tool, whole

def well_chunked(transform=lambda data: data, size=None, pause=0.0, kind=None, extra=""):
    """The right stream, its bytes changed and cut into pieces."""
    def answer(wire):
        data = payload(wire.request)
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
        wire.send(payload(wire.request))
        wire.close()
    return answer


def with_length(wire):
    data = payload(wire.request)
    wire.head(200, None, len(data))
    wire.send(data)


def lower_case_head(wire):
    data = payload(wire.request)
    kind = b"TEXT/EVENT-STREAM; CHARSET=UTF-8" if wire.is_stream else b"APPLICATION/JSON; charset=utf-8"
    wire.send(b"HTTP/1.1 200\r\nCONTENT-TYPE:" + kind + b"\r\ncontent-LENGTH:%d\r\n\r\n" % len(data) + data)


def after_continue(wire):
    wire.send(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
    wire.answer()


def with_trailers(wire):
    data = payload(wire.request)
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


def several_lines(wire):
    """Each piece of JSON as a person would write it, over lines."""
    if not wire.is_stream:
        wire.document(200, json.dumps(whole(wire.request), indent=1).encode())
        return
    wire.head()
    for piece in events(wire.request):
        text = piece[6:-2].decode()
        lines = text if text == "[DONE]" else json.dumps(json.loads(text), ensure_ascii=False, indent=1)
        wire.chunk("".join(f"data: {line}\n" for line in lines.split("\n")).encode() + b"\n")
    wire.last()


def usage_never(wire):
    if not wire.is_stream:
        wire.answer()
        return
    wire.head()
    for piece in events({**wire.request, "stream_options": None}):
        wire.chunk(piece)
    wire.last()


def oddly_chunked(wire):
    """Sizes in capitals, with zeros before and extensions behind, and two framings at once."""
    data = payload(wire.request)
    kind = b"text/event-stream" if wire.is_stream else b"application/json"
    framing = b"\r\nTransfer-Encoding: Chunked\r\nContent-Length: 5\r\n\r\n"
    wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: " + kind + framing)
    for start in range(0, len(data), 90):
        piece = data[start : start + 90]
        wire.send(b'%05X;name=value;other="a;b"\r\n' % len(piece) + piece + b"\r\n")
    wire.send(b"000;last\r\n\r\n")


def two_equal_lengths(wire):
    data = payload(wire.request)
    wire.head(200, None, len(data), extra=f"Content-Length: {len(data)}\r\n")
    wire.send(data)


def wrong_kind(kind):
    return lambda wire: wire.document(200, payload(wire.request), kind)


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
    "no type": well_chunked(kind=" "), "several lines": several_lines, "usage never": usage_never,
    "oddly chunked": oddly_chunked, "two equal lengths": two_equal_lengths,
    "done twice": well_chunked(as_stream(lambda data: data + b"data: [DONE]\n\n")),
    "many fields": well_chunked(extra="".join(f"X-{n}: {n}\r\n" for n in range(200))),
    "as json": wrong_kind("application/json"), "as text": wrong_kind("text/plain"),
    "as events": wrong_kind("text/event-stream"),
}  # fmt: skip
