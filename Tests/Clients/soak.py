"""soak.py [SECONDS] [REQUESTS_PER_SECOND]: load on a gateway over faulty stand-ins, and what it leaves behind.

Run by hand, with ROUTE_CONSOLE naming the program. It fails where memory, descriptors or calls in flight grow, or
where the ledger and the journal differ by a nano-dollar.
"""

import glob
import json
import os
import socket
import sys
import threading
import time

from gateway import OBJECTIVES, Gateway
from processes import Stub, send

SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 600
RATE = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
LANES = 16
# Faults that come and go, one after the other, each for a tenth of the time.
FAULTS = [
    None, {"kind": "error", "class": "server_error", "rate": 0.05}, {"kind": "cut_stream", "rate": 0.05}, None,
    {"kind": "rate_limit", "capacity": 0.5, "retry_after": "1"}, {"kind": "stall_stream", "rate": 0.001},
    {"kind": "in_band_error", "rate": 0.05}, {"kind": "error", "class": "overloaded"}, None, None,
]  # fmt: skip


def request(stream):
    body = {"model": "chat", "messages": [{"role": "user", "content": "hi"}], "stream": stream}
    body = json.dumps(body | ({"stream_options": {"include_usage": True}} if stream else {})).encode()
    return b"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body) + body


REQUESTS = [request(False), request(True)]


class Lane(threading.Thread):
    """A caller with one connection, that now and then leaves in the middle."""

    def __init__(self, port, number, until):
        super().__init__()
        self.port, self.number, self.until = port, number, until
        self.counts = {}

    def run(self):
        connection, turn = None, self.number
        started, done = time.monotonic(), 0
        while time.monotonic() < self.until:
            time.sleep(max(0, started + done * LANES / RATE - time.monotonic()))
            connection = connection or socket.create_connection(("127.0.0.1", self.port))
            turn += 1
            done += 1
            connection.sendall(REQUESTS[turn % 2])
            if turn % 97 == 0:
                connection.recv(100)
                connection.close()
                connection, what = None, "left"
            else:
                what = self.read(connection, turn % 2 == 1)
                if what in ("gone", "broken"):
                    connection.close()
                    connection = None
            self.counts[what] = self.counts.get(what, 0) + 1
        if connection:
            connection.close()

    @staticmethod
    def read(connection, is_stream):
        data = b""
        while True:
            piece = connection.recv(65536)
            if not piece:
                return "gone"
            data += piece
            head, found, body = data.partition(b"\r\n\r\n")
            if not found:
                continue
            if b"content-length" in head.lower():
                length = next(
                    int(l.split(b":")[1]) for l in head.lower().split(b"\r\n") if l.startswith(b"content-length")
                )
                if len(body) >= length:
                    return head[9:12].decode()
            elif body.endswith(b"0\r\n\r\n"):
                return "200" if b"[DONE]" in body else "typed" if b'"error"' in body else "broken"


def resident(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith("Private_")) / 1024


def in_flight(gateway):
    snapshot = json.loads(send("GET", f"http://127.0.0.1:{gateway.control_port}/api/v1/snapshot"))
    return sum(endpoint["in_flight"] for endpoint in snapshot["endpoints"])


def journal(gateway):
    total, lines, usage = 0, 0, 0
    for path in glob.glob(os.path.join(gateway.folder, "state", "requests*.ndjson*")):
        with open(path) as file:
            for line in file:
                entry = json.loads(line)
                total += entry["cost_nano_usd"] or 0
                usage += entry["tokens"]["output"]
                lines += 1
    return total, lines, usage


def main():
    stubs = [Stub("openai", tokens=16, ttft="5ms", pace="1ms") for _ in range(2)]
    price = {"input": 0.15, "cached_input": 0.075, "cache_write": 0.15, "output": 0.6}
    gateway = Gateway(
        [{"id": name, "provider": name, "model": "m", "price": price} for name in "ab"],
        [{"id": "chat", "primary": "a", "backups": ["b"], "objectives": OBJECTIVES, "rescue": ["replay"]}],
        {name: {"kind": "openai-compatible", "base_url": stub.url + "/v1"} for name, stub in zip("ab", stubs)},
    )
    pid = gateway.process.pid
    until = time.monotonic() + SECONDS
    lanes = [Lane(gateway.port, number, until) for number in range(LANES)]
    for lane in lanes:
        lane.start()
    seen = []
    part = SECONDS / len(FAULTS)
    for fault in FAULTS:
        stubs[0].control(*([fault] if fault else []))
        time.sleep(part)
        seen.append((round(resident(pid), 1), len(os.listdir(f"/proc/{pid}/fd"))))
        print(f"{fault and fault['kind']}: {seen[-1][0]} MB private, {seen[-1][1]} descriptors", flush=True)
    for lane in lanes:
        lane.join()
    time.sleep(2)
    counts = {}
    for lane in lanes:
        for what, count in lane.counts.items():
            counts[what] = counts.get(what, 0) + count
    left = in_flight(gateway)
    cost = json.loads(send("GET", f"http://127.0.0.1:{gateway.control_port}/api/v1/cost"))
    descriptors = len(os.listdir(f"/proc/{pid}/fd"))
    status = gateway.stop()
    total, lines, _ = journal(gateway)
    print(f"{sum(counts.values())} requests: {counts}; {lines} lines; in flight {left}; descriptors {descriptors}")
    booked = round(cost["total_usd"] * 1e9)
    print(f"journal {total} nano-dollars, ledger {booked}")
    for stub in stubs:
        stub.stop()
    gateway.remove()
    middle = seen[len(seen) // 2 - 1][0]
    assert status == 0, f"the gateway ended with {status}"
    assert left == 0, f"{left} calls are still held"
    assert total == booked, "the journal and the ledger differ"
    assert lines == sum(counts.values()), "a request has no line, or two"
    assert seen[-1][0] < middle * 1.2 + 4, f"memory grew: {seen}"


main()
