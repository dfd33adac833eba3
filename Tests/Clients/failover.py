"""Asks a gateway over raw sockets, and reads what comes back as strictly as no client does."""

import http.client
import json
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

import faulty
from gateway import Gateway
from processes import IMAGE, SCHEMA

OBJECTIVES = {
    "ttft_p90_ms": 200, "latency_p90_ms": 300, "error_rate": 0.01, "deadline_ms": 8000, "ttft_deadline_ms": 500,
}  # fmt: skip
# Seconds in which a caller of a healthy feature has an answer, whatever the primary does.
PATIENCE = 4
# How many cases run at a time.
LANES = 8
TOOL = {"type": "function", "function": {"name": "get_weather", "parameters": SCHEMA}}
PICTURE = [
    {"type": "text", "text": "hi"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64," + IMAGE}},
]  # fmt: skip
WAYS = {
    "plain": {}, "tools": {"tools": [TOOL], "tool_choice": "required"},
    "schema": {"response_format": {"type": "json_schema", "json_schema": {"name": "o", "schema": SCHEMA}}},
    "image": {"messages": [{"role": "user", "content": PICTURE}]},
}  # fmt: skip
MESSAGES = [{"role": "user", "content": "hi"}]


class Answer:
    """What came back, read as strictly as no client does."""

    def __init__(self, status, headers, body, seconds, is_stream, broken):
        self.status, self.headers, self.body, self.seconds = status, headers, body, seconds
        self.text, self.arguments, self.reason, self.error = "", "", None, None
        self.is_done, self.usage, self.ids, self.broken = False, [], set(), broken
        if status == 200 and is_stream:
            for event in body.split(b"\n\n"):
                self.take(event)
        elif status == 200:
            document = json.loads(body)
            message = document["choices"][0]["message"]
            self.text = message.get("content") or ""
            for call in message.get("tool_calls") or []:
                self.arguments += call["function"]["arguments"]
            self.reason = document["choices"][0]["finish_reason"]
            self.usage.append(document["usage"])
            self.is_done = True
        else:
            self.error = json.loads(body)["error"]

    def take(self, event):
        if not event or event.startswith(b":"):
            return
        assert event.startswith(b"data: ") and b"\n" not in event, event
        assert not self.is_done, "something came after the end"
        assert self.error is None, "something came after an error"
        if event == b"data: [DONE]":
            self.is_done = True
            return
        document = json.loads(event[6:].decode())
        if "error" in document:
            self.error = document["error"]
            return
        self.ids.add(document["id"])
        if document.get("usage"):
            self.usage.append(document["usage"])
        for choice in document["choices"]:
            delta = choice.get("delta") or {}
            assert self.reason is None or not delta.get("content"), "text came after the finish reason"
            self.text += delta.get("content") or ""
            for call in delta.get("tool_calls") or []:
                self.arguments += call["function"].get("arguments") or ""
            self.reason = choice.get("finish_reason") or self.reason

    def problem(self, way):
        """What is wrong with an answer that should be right; None for nothing."""
        if self.status != 200 or self.error:
            return f"status {self.status}: {self.body[:300]}"
        if self.broken or not self.is_done:
            return f"the answer has no end: {self.body[-200:]}"
        wanted = "" if way == "tools" else faulty.TOOL_ARGUMENTS if way == "schema" else faulty.TEXT
        if self.text != wanted:
            return f"the text is {self.text!r}"
        if way == "tools" and self.arguments != faulty.TOOL_ARGUMENTS:
            return f"the arguments are {self.arguments!r}"
        if self.reason != ("tool_calls" if way == "tools" else "stop"):
            return f"the finish reason is {self.reason!r}"
        if not self.usage:
            return "there is no usage"
        if len(self.ids) > 1:
            return f"the pieces have several ids: {self.ids}"
        if self.seconds > PATIENCE:
            return f"it took {self.seconds:.1f} s"
        return None

    def problem_with_typed_end(self):
        """What is wrong with a stream that had to end with an error; None for nothing."""
        if self.status != 200:
            return None if self.error and self.error.get("code") else f"status {self.status}: {self.body[:200]}"
        if self.is_done or self.error is None:
            return f"the stream ended as if it were whole: {self.body[-300:]}"
        if not self.error.get("code") or not self.error.get("message"):
            return f"the error has no code: {self.error}"
        if self.reason is not None:
            return "a finish reason came before the error"
        begins = any(text.startswith(self.text) for text in (faulty.TEXT, faulty.TOOL_ARGUMENTS))
        if not (begins and faulty.TOOL_ARGUMENTS.startswith(self.arguments)):
            return f"the text is {self.text!r}{self.arguments!r}"
        return None


class Case(unittest.TestCase):
    """A test over two faulty stand-ins."""

    gateway = None

    @classmethod
    def setUpClass(cls):
        cls.servers = [faulty.Faulty(), faulty.Faulty()]
        # For faults that end a connection without a byte: one that was kept from another case would be tried anew.
        cls.unkept = faulty.Faulty()

    def tearDown(self):
        self.end()

    def end(self):
        if not self.gateway:
            return
        gateway, self.gateway = self.gateway, None
        status = gateway.stop()
        output = gateway.written() if status else ""
        gateway.remove()
        self.assertEqual(status, 0, output[-2000:])

    @classmethod
    def tearDownClass(cls):
        for server in (*cls.servers, cls.unkept):
            server.stop()

    def serve(self, cases, backup=faulty.Wire.answer, unkept=(), **feature):
        """A gateway with a feature for each case: a primary that has its fault, and the backup.

        The backup may have the `same` fault, or not be there at all. Faults that are `unkept` have a server alone.
        """
        endpoints, features, providers = [], [], {}
        for name, fault in cases.items():
            server = self.unkept if fault in unkept else self.servers[0]
            urls = [server.provider(name, fault)] if callable(fault) else [fault]
            if backup:
                urls.append(self.servers[1].provider(name, fault if backup == "same" else backup))
            ids = []
            for place, url in enumerate(urls):
                ids.append(f"{'pb'[place]}-{name}")
                providers[ids[-1]] = {"kind": "openai-compatible", "base_url": url}
                endpoints.append({"id": ids[-1], "provider": ids[-1], "model": "m"})
            features.append(
                {"id": name, "primary": ids[0], "backups": ids[1:], "objectives": OBJECTIVES, **feature}
            )
        self.gateway = Gateway(endpoints, features, providers)

    def primary_hits(self, name):
        return sum(len(server.requests.get(name, [])) for server in (self.servers[0], self.unkept))

    def ask(self, feature, stream=False, way="plain", **more):
        body = {"model": feature, "messages": MESSAGES, **WAYS[way], **more}
        if stream:
            body |= {"stream": True, "stream_options": {"include_usage": True}}
        connection = http.client.HTTPConnection("127.0.0.1", self.gateway.port, timeout=20)
        started = time.monotonic()
        try:
            connection.request("POST", "/v1/chat/completions", json.dumps(body), {"content-type": "application/json"})
            response = connection.getresponse()
            try:
                data, broken = response.read(), False
            except http.client.IncompleteRead as end:
                data, broken = end.partial, True
            return Answer(response.status, response.headers, data, time.monotonic() - started, stream, broken)
        finally:
            connection.close()

    def all_of(self, cases, check):
        """Checks every case, some at a time; a case is a name and what else `check` is given."""
        def one(case):
            try:
                return case, check(*case)
            except Exception as error:  # noqa: BLE001 - whatever goes wrong is the case's result
                return case, f"{type(error).__name__}: {error}"
        with ThreadPoolExecutor(LANES) as pool:
            for case, problem in pool.map(one, cases):
                with self.subTest(case=case):
                    self.assertIsNone(problem)

    @staticmethod
    def named(faults, ways):
        """A case for each fault and way of asking, under a name that is fit for a path."""
        cases = {}
        for fault in faults:
            for stream, way in ways:
                name = "-".join([fault.replace(" ", "-"), way, "stream" if stream else "whole"])
                cases[name] = (faults[fault], stream, way)
        return cases
