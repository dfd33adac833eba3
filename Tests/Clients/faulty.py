"""A stand-in provider that nobody of this project wrote a parser for: raw bytes over raw sockets, faults at will.

It speaks OpenAI's protocol as the many servers do that took it over, each a little differently.
"""

import json
import socket
import struct
import threading

# What every stand-in says; the cuts below go through it, one of them through the middle of a character.
WORDS = ["The ", "quick ", "brown ", "fox ", "jümps ", "over ", "the ", "lazy ", "dog ", "日本 ", "🦊 ", "end."]
TEXT = "".join(WORDS)
USAGE = {"prompt_tokens": 9, "completion_tokens": len(WORDS), "total_tokens": 9 + len(WORDS)}
TOOL_ARGUMENTS = '{"city":"Köln","degrees":18}'


def chunk(delta, reason=None, usage=None, identity="chatcmpl-1"):
    body = {
        "id": identity, "object": "chat.completion.chunk", "created": 1, "model": "m",
        "choices": [{"index": 0, "delta": delta, "finish_reason": reason}],
    }  # fmt: skip
    if usage:
        body["usage"] = usage
    return json.dumps(body, ensure_ascii=False)


def event(text):
    return b"data: " + text.encode() + b"\n\n"


def wants_tool(request):
    return bool(request.get("tools")) and request["messages"][-1]["role"] != "tool"


def deltas(request):
    """The pieces of the answer to a request."""
    if wants_tool(request):
        call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": ""}}
        pieces = [{"role": "assistant", "tool_calls": [call]}]
        for start in range(0, len(TOOL_ARGUMENTS), 7):
            pieces.append({"tool_calls": [{"index": 0, "function": {"arguments": TOOL_ARGUMENTS[start : start + 7]}}]})
        return pieces
    if "response_format" in request:
        return [{"content": TOOL_ARGUMENTS[i : i + 5]} for i in range(0, len(TOOL_ARGUMENTS), 5)]
    return [{"content": word} for word in WORDS]


def events(request):
    """The events of a whole stream."""
    reason = "tool_calls" if wants_tool(request) else "stop"
    found = [event(chunk({"role": "assistant", "content": ""}))]
    found += [event(chunk(delta)) for delta in deltas(request)]
    found.append(event(chunk({}, reason)))
    if (request.get("stream_options") or {}).get("include_usage"):
        found.append(event(json.dumps({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1,
                                       "model": "m", "choices": [], "usage": USAGE})))  # fmt: skip
    found.append(b"data: [DONE]\n\n")
    return found


def whole(request, content=None, reason=None):
    message = {"role": "assistant", "content": content}
    if content is None and wants_tool(request):
        message["tool_calls"] = [
            {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": TOOL_ARGUMENTS}}
        ]
        reason = reason or "tool_calls"
    elif content is None:
        message["content"] = TOOL_ARGUMENTS if "response_format" in request else TEXT
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": reason or "stop"}], "usage": USAGE,
    }  # fmt: skip


def payload(request):
    """The bytes of a right answer."""
    if request.get("stream"):
        return b"".join(events(request))
    return json.dumps(whole(request), ensure_ascii=False).encode()


class Wire:
    """One connection that answers one request."""

    def __init__(self, connection, request):
        self.connection = connection
        self.request = request

    @property
    def is_stream(self):
        return bool(self.request.get("stream"))

    def send(self, data):
        self.connection.sendall(data)

    def head(self, status=200, kind=None, framing="chunked", extra=""):
        kind = kind or ("text/event-stream" if self.is_stream else "application/json")
        lines = f"HTTP/1.1 {status} Whatever\r\nContent-Type: {kind}\r\n{extra}"
        if framing == "chunked":
            lines += "Transfer-Encoding: chunked\r\n"
        elif framing is not None:
            lines += f"Content-Length: {framing}\r\n"
        self.send((lines + "\r\n").encode())

    def chunk(self, data):
        self.send(b"%x\r\n" % len(data) + data + b"\r\n")

    def last(self):
        self.send(b"0\r\n\r\n")

    def document(self, status, body, kind="application/json", extra=""):
        data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        self.head(status, kind, len(data), extra)
        self.send(data)

    def error(self, status, code, message="no", kind="server_error", extra=""):
        self.document(
            status, {"error": {"message": message, "type": kind, "code": code, "param": None}}, extra=extra
        )

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ConnectionAbortedError

    def close(self):
        raise ConnectionAbortedError

    def hang(self, seconds=30):
        """Says nothing more, until the other side has gone."""
        self.connection.settimeout(seconds)
        try:
            self.connection.recv(1)
        except OSError:
            pass
        raise ConnectionAbortedError

    def answer(self):
        """The right answer."""
        if not self.is_stream:
            self.document(200, whole(self.request))
            return
        self.head()
        for piece in events(self.request):
            self.chunk(piece)
        self.last()

    def begin(self, count):
        """The head and the role, and so many pieces of content."""
        self.head()
        for piece in events(self.request)[: min(count, len(deltas(self.request))) + 1]:
            self.chunk(piece)


class Faulty:
    """The server: under each path a provider of its own, whose fault is a function of a `Wire`."""

    def __init__(self, tls=None):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = self.listener.getsockname()[1]
        self.tls = tls
        self.faults = {}
        self.requests = {}
        threading.Thread(target=self.accept, daemon=True).start()

    def provider(self, name, fault=Wire.answer):
        """Adds a provider; gives its base URL."""
        self.faults[name] = fault
        self.requests[name] = []
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}/{name}/v1"

    def hits(self, name):
        return len(self.requests[name])

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            data = b""
            while True:
                while b"\r\n\r\n" not in data:
                    piece = connection.recv(65536)
                    if not piece:
                        return
                    data += piece
                head, _, data = data.partition(b"\r\n\r\n")
                length = next(
                    (int(l.split(b":")[1]) for l in head.lower().split(b"\r\n") if l.startswith(b"content-length:")), 0
                )
                while len(data) < length:
                    piece = connection.recv(65536)
                    if not piece:
                        return
                    data += piece
                body, data = data[:length], data[length:]
                request = json.loads(body) if body else {}
                name = head.split(b" ")[1].decode().split("/")[1]
                self.requests[name].append(request)
                self.faults[name](Wire(connection, request))
        except OSError:
            pass
        finally:
            connection.close()

    def stop(self):
        self.listener.close()
