"""The gateway's HTTP server over real sockets, with what no well-behaved client sends."""

import http.client
import json
import os
import resource
import socket
import time
import unittest

from gateway import OBJECTIVES, Gateway
from processes import Stub, words

BODY = json.dumps({"model": "chat", "messages": [{"role": "user", "content": "hi"}]}).encode()
HEAD = b"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
REQUEST = HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
# Most that the gateway may grow by in any of these tests, in MiB; a body of 32 MiB may be on its way in.
GROWTH = 64


class Server(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stub = Stub("openai")
        cls.gateway = Gateway(
            [{"id": "e", "provider": "p", "model": "m"}],
            [{"id": "chat", "primary": "e", "objectives": OBJECTIVES}],
            {"p": {"kind": "openai-compatible", "base_url": cls.stub.url + "/v1"}},
        )

    @classmethod
    def tearDownClass(cls):
        status = cls.gateway.stop()
        output = cls.gateway.written() if status else ""
        cls.stub.stop()
        cls.gateway.remove()
        assert status == 0, f"the gateway ended with {status}\n{output[-3000:]}"

    def setUp(self):
        self.before = self.resident()

    def tearDown(self):
        self.assertIsNone(self.gateway.process.poll(), "the gateway has ended")
        self.assertEqual(self.status(REQUEST), 200, "the gateway serves on")
        self.assertLess(self.resident() - self.before, GROWTH)

    def resident(self):
        with open(f"/proc/{self.gateway.process.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) // 1024

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.gateway.process.pid}/fd"))

    def connect(self, timeout=15):
        caller = socket.create_connection(("127.0.0.1", self.gateway.port), timeout=timeout)
        self.addCleanup(caller.close)
        return caller

    def exchange(self, data, caller=None):
        """Everything that comes back until the other side closes or falls silent."""
        caller = caller or self.connect()
        try:
            caller.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass
        return self.receive(caller)

    def receive(self, caller, silence=3):
        caller.settimeout(silence)
        received = b""
        while True:
            try:
                piece = caller.recv(65536)
            except (TimeoutError, ConnectionResetError):
                return received
            if not piece:
                return received
            received += piece
            if received.count(b"HTTP/1.1") == 1 and self.is_whole(received):
                return received

    @staticmethod
    def is_whole(received):
        head, found, body = received.partition(b"\r\n\r\n")
        length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        return bool(found and length) and len(body) >= int(length[0].split(b":")[1])

    def status(self, data, caller=None):
        received = self.exchange(data, caller)
        return int(received.split(b" ")[1]) if received.startswith(b"HTTP/1.1 ") else None

    def test_smuggling_is_refused(self):
        chunked = b"Transfer-Encoding: chunked\r\n"
        vectors = [
            b"Content-Length: 6\r\n" + chunked,
            chunked + b"Content-Length: 6\r\n",
            chunked + b"Transfer-Encoding: identity\r\n",
            b"Transfer-Encoding: xchunked\r\n",
            b"Transfer-Encoding: chunked, identity\r\n",
            b"Transfer-Encoding : chunked\r\n",
            b"Transfer-Encoding:\x0bchunked\r\n",
            b"X: y\r\n " + chunked,
            b"X: y\n" + chunked,
            b"Content-Length: 5\r\nContent-Length: 6\r\n",
            b"Content-Length: 5, 5\r\n",
            b"Content-Length: +5\r\n",
            b"Content-Length: 0x5\r\n",
            b"Content-Length: 5\x00\r\n",
            b"Content-Length : 5\r\n",
            b"Host: b\r\n",
        ]
        for vector in vectors:
            with self.subTest(vector):
                # What is smuggled must not be answered: one refusal, and the end of the connection.
                received = self.exchange(HEAD + vector + b"\r\n0\r\n\r\nGET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n")
                self.assertIn(received.split(b" ")[1], (b"400", b"501"))
                self.assertEqual(received.count(b"HTTP/1.1"), 1)
                self.assertIn(b"connection: close", received.lower())

    def test_a_body_of_a_gibibyte_is_refused_before_it_is_read(self):
        self.assertEqual(self.status(HEAD + b"Content-Length: 1073741824\r\n\r\n"), 413)

    def test_a_body_without_end_is_refused_at_the_limit(self):
        caller = self.connect()
        caller.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
        sent = 0
        caller.settimeout(10)
        try:
            while sent < 1024:
                caller.sendall(chunk)
                sent += 1
        except (BrokenPipeError, ConnectionResetError, TimeoutError):
            pass
        self.assertLess(sent, 128, "MiB that were taken")

    def test_a_hundred_thousand_headers_are_refused(self):
        self.assertEqual(self.status(HEAD + b"x: y\r\n" * 100_000 + b"\r\n"), 431)
        self.assertEqual(self.status(HEAD + b"x: " + b"y" * 1_000_000 + b"\r\n\r\n"), 431)
        self.assertEqual(self.status(b"GET /" + b"y" * 1_000_000 + b" HTTP/1.1\r\n\r\n"), 414)

    def test_text_that_is_no_utf8(self):
        for text in (b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", b"hi\x00"):
            with self.subTest(text):
                body = BODY.replace(b"hi", text)
                head = HEAD + b"X: \xff\r\nContent-Length: %d\r\n\r\n" % len(body)
                received = self.exchange(head + body)
                self.assertEqual(received.split(b" ")[1], b"400")
                answer = json.loads(received.partition(b"\r\n\r\n")[2])
                self.assertEqual(answer["error"]["type"], "invalid_request_error")

    def test_paths_and_methods(self):
        self.assertEqual(self.status(b"GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"), 404)
        self.assertEqual(self.status(b"GET /v1/chat/completions HTTP/1.1\r\nHost: a\r\n\r\n"), 405)
        self.assertEqual(self.status(b"GET /v1/%ff%00 HTTP/1.1\r\nHost: a\r\n\r\n"), 404)
        self.assertEqual(self.status(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505)
        self.assertEqual(self.status(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"), 400)

    def test_a_head_that_trickles_is_cut(self):
        caller = self.connect()
        started = time.monotonic()
        try:
            for byte in HEAD * 100:
                caller.sendall(bytes([byte]))
                time.sleep(0.1)
        except (BrokenPipeError, ConnectionResetError):
            pass
        self.assertLess(time.monotonic() - started, 20)

    def test_half_closed_connections(self):
        before = self.descriptors()
        for data in (b"", HEAD, REQUEST[:-3], REQUEST):
            with self.subTest(data):
                caller = self.connect()
                caller.sendall(data)
                caller.shutdown(socket.SHUT_WR)
                received = self.receive(caller)
                # A whole request is answered, anything less ends in silence; all of them end.
                if data == REQUEST:
                    self.assertIn(b"HTTP/1.1 200 OK", received)
                    self.assertIn(words(8).encode(), received)
                else:
                    self.assertEqual(received, b"")
        deadline = time.monotonic() + 10
        while self.descriptors() > before + 4 and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertLessEqual(self.descriptors(), before + 4)

    def test_a_caller_that_only_ends_its_side_gets_the_whole_stream(self):
        self.stub.control({"kind": "slow_tpot", "factor": 100})
        body = BODY.replace(b"{", b'{"stream":true,', 1)
        caller = self.connect()
        caller.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        caller.shutdown(socket.SHUT_WR)
        # As any client reads it: an interim answer, then a body in chunks.
        response = http.client.HTTPResponse(caller, method="POST")
        response.begin()
        lines = response.read().decode().split("\n\n")
        self.assertEqual((response.status, lines[-2]), (200, "data: [DONE]"))
        choices = [json.loads(line[6:])["choices"] for line in lines[:-2]]
        self.assertEqual("".join(c[0]["delta"].get("content") or "" for c in choices if c), words(8))
        self.stub.control()

    def test_a_caller_who_leaves_before_the_answer(self):
        self.stub.control({"kind": "blackhole"})
        caller = self.connect()
        caller.sendall(REQUEST)
        self.wait_for(lambda: self.stub.status()["in_flight"] == 1)
        caller.close()
        self.wait_for(lambda: self.stub.status()["in_flight"] == 0)
        self.stub.control()

    def wait_for(self, condition):
        deadline = time.monotonic() + 2
        while not condition() and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertTrue(condition())

    def test_a_caller_who_leaves_in_the_middle_of_a_stream(self):
        self.stub.control({"kind": "slow_tpot", "factor": 300})
        body = BODY.replace(b"{", b'{"stream":true,', 1)
        caller = self.connect()
        caller.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        while b"Every" not in self.receive(caller, silence=1):
            pass
        caller.close()
        deadline = time.monotonic() + 5
        while self.stub.status()["in_flight"] > 0 and time.monotonic() < deadline:
            time.sleep(0.05)
        status = self.stub.status()
        self.stub.control()
        self.assertEqual(status["in_flight"], 0, "the upstream is cancelled at once")

    def test_two_thousand_idle_connections(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        before = self.descriptors()
        callers = [self.connect() for _ in range(2000)]
        deadline = time.monotonic() + 20
        while self.descriptors() < 2000 and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertGreaterEqual(self.descriptors(), 2000)
        started = time.monotonic()
        received = self.exchange(REQUEST, callers[1234])
        self.assertIn(words(8).encode(), received)
        self.assertLess(time.monotonic() - started, 2)
        for caller in callers:
            caller.close()
        deadline = time.monotonic() + 20
        while self.descriptors() > before + 4 and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertLessEqual(self.descriptors(), before + 4)


if __name__ == "__main__":
    unittest.main()
