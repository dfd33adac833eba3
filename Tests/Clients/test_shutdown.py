"""What happens to 200 streams when the gateway is told to end, and what it owes afterwards."""

import json
import os
import selectors
import signal
import socket
import time
import unittest

from gateway import OBJECTIVES, Gateway
from processes import Stub

STREAMS = 200
BODY = json.dumps({"model": "chat", "stream": True, "messages": [{"role": "user", "content": "hi"}]}).encode()
REQUEST = b"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY


class Shutdown(unittest.TestCase):
    def start(self, tokens, pace):
        stub = Stub("openai", tokens=tokens, pace=pace)
        self.addCleanup(stub.stop)
        gateway = Gateway(
            [{"id": "e", "provider": "p", "model": "m"}],
            [{"id": "chat", "primary": "e", "objectives": {**OBJECTIVES, "deadline_ms": 60000}}],
            {"p": {"kind": "openai-compatible", "base_url": stub.url + "/v1"}},
        )
        self.addCleanup(gateway.remove)
        return stub, gateway

    def open(self, gateway):
        callers = {}
        for _ in range(STREAMS):
            caller = socket.create_connection(("127.0.0.1", gateway.port), timeout=10)
            caller.sendall(REQUEST)
            callers[caller] = b""
        return callers

    def read(self, callers, until, seconds):
        """Reads from all of them until each satisfies a condition or has been closed."""
        open_ones = selectors.DefaultSelector()
        for caller in callers:
            open_ones.register(caller, selectors.EVENT_READ)
        waiting, deadline = set(callers), time.monotonic() + seconds
        while waiting and time.monotonic() < deadline:
            for key, _ in open_ones.select(0.2):
                try:
                    piece = key.fileobj.recv(65536)
                except ConnectionResetError:
                    piece = b""
                callers[key.fileobj] += piece
                if not piece or until(callers[key.fileobj]):
                    waiting.discard(key.fileobj)
                    open_ones.unregister(key.fileobj)
        open_ones.close()
        texts = {callers[caller][-300:] for caller in waiting}
        self.assertEqual(len(waiting), 0, f"streams that did not get there in time: {list(texts)[:2]}")

    def end(self, gateway, callers):
        self.read(callers, lambda text: b"Every" in text, 20)
        started = time.monotonic()
        gateway.process.send_signal(signal.SIGTERM)
        self.read(callers, lambda text: b"0\r\n\r\n" == text[-5:], 20)
        self.assertEqual(gateway.process.wait(20), 0)
        for caller in callers:
            caller.close()
        return time.monotonic() - started

    def journal(self, gateway):
        lines = []
        for folder, _, names in os.walk(gateway.folder):
            for name in names:
                if "journal" in name or "request" in name:
                    with open(os.path.join(folder, name)) as file:
                        lines += [json.loads(line) for line in file if line.startswith("{")]
        return lines

    def test_streams_that_end_within_the_grace_end_well(self):
        _, gateway = self.start(tokens=32, pace="30ms")
        callers = self.open(gateway)
        self.end(gateway, callers)
        self.assertEqual(sum(b"data: [DONE]" in text for text in callers.values()), STREAMS)

    def test_streams_that_do_not_end_within_the_grace_end_typed(self):
        _, gateway = self.start(tokens=200, pace="500ms")
        callers = self.open(gateway)
        self.assertLess(self.end(gateway, callers), 10)
        for text in callers.values():
            self.assertNotIn(b"data: [DONE]", text)
            last = [line for line in text.split(b"\n") if line.startswith(b"data: ")][-1]
            self.assertIn("error", json.loads(last[6:]))
        self.assertEqual(len(self.journal(gateway)), STREAMS, "a line of the journal for each")


if __name__ == "__main__":
    unittest.main()
