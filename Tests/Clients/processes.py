"""Starts the programs under test on free ports of 127.0.0.1, and ends them."""

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.request

BINARY = os.environ["ROUTE_CONSOLE"]
# Seconds in which a program must begin to listen, or end.
PATIENCE = 20

IMAGE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "degrees": {"type": "integer"}},
    "required": ["city", "degrees"],
    "additionalProperties": False,
}
PASSAGE = (
    "Every request finds an endpoint that is healthy now, and when one falls silent another takes over before "
    "the caller can notice; so operators sleep while traffic quietly moves"
)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def words(count):
    """The first words of what every stand-in says."""
    return " ".join(PASSAGE.split()[:count])


class Process:
    """A program that listens on a port."""

    def __init__(self, *arguments, port, environment=None):
        self.port = port
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            env={**os.environ, **(environment or {})},
        )
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    raise RuntimeError(f"{arguments[:3]} did not start:\n{self.output()}") from None
                time.sleep(0.02)

    def output(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if not self.log.closed and self.process.returncode == 0:
            self.log.close()
        return self.process.returncode


class Stub(Process):
    """A stand-in provider."""

    def __init__(self, protocol, tokens=8, ttft="5ms", pace="1ms"):
        port = free_port()
        wire = "openai" if protocol == "backup" else protocol
        self.url = f"http://127.0.0.1:{port}"
        super().__init__(
            BINARY, "stub-provider", "--listen", f"127.0.0.1:{port}", "--protocol", wire,
            "--tokens", str(tokens), "--ttft", ttft, "--pace", pace, port=port,
        )  # fmt: skip

    def control(self, *faults):
        """Lifts all faults and lets these begin."""
        send("DELETE", self.url + "/control")
        if faults:
            send("POST", self.url + "/control", json.dumps(list(faults)))

    def status(self):
        return json.loads(send("GET", self.url + "/control"))


def send(method, url, body=None):
    request = urllib.request.Request(url, method=method, data=body.encode() if body else None)
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return answer.read().decode()


class StubTest(unittest.TestCase):
    """A test against one stand-in of a protocol."""

    protocol = ""

    @classmethod
    def setUpClass(cls):
        cls.stub = Stub(cls.protocol)

    @classmethod
    def tearDownClass(cls):
        status = cls.stub.stop()
        assert status == 0, f"the stand-in ended with {status}"

    def setUp(self):
        self.stub.control()
