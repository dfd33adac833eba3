"""What a caller of the gateway sees of every fault of a provider.

Each case has a feature, a primary and a backup of its own, so that none sees what another did to a breaker.
"""

import http.client
import json
import ssl
import subprocess
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

import faults
import faulty
import manners
from failover import MESSAGES, OBJECTIVES, PATIENCE, WAYS, Case
from gateway import Gateway
from processes import free_port


class Failover(Case):
    BOTH = [(stream, way) for stream in (False, True) for way in WAYS]

    def test_before_the_first_token_the_backup_answers(self):
        # A gateway for each way of asking: with many hundred endpoints a debug build is busy with them alone.
        for way in self.BOTH:
            self.backup_answers(self.named(faults.BEFORE, [way]))
            self.end()

    def backup_answers(self, cases):
        unkept = [faults.BEFORE[name] for name in ("close before head", "reset before head")]
        self.serve({name: fault for name, (fault, _, _) in cases.items()}, unkept=unkept)

        def check(name, stream, way):
            answer = self.ask(name, stream, way)
            # Of a hundred requests the backup gets two, so that it has a reference.
            if self.primary_hits(name) > 1:
                return f"the primary was asked {self.primary_hits(name)} times"
            if self.servers[1].hits(name) != 1:
                return f"the backup was asked {self.servers[1].hits(name)} times: {answer.status} {answer.body[:200]}"
            if answer.headers["x-route-endpoint"] != f"b-{name}":
                return f"it came from {answer.headers['x-route-endpoint']}"
            return answer.problem(way)
        self.all_of([(name, stream, way) for name, (_, stream, way) in cases.items()], check)

    def test_unreachable_providers(self):
        context = self.untrusted()
        secure = faulty.Faulty(context)
        self.addCleanup(secure.stop)
        urls = {
            "refused": f"http://127.0.0.1:{free_port()}/v1", "no name": "http://no-such-host.invalid/v1",
            "untrusted": secure.provider("x"), "no tls": f"https://127.0.0.1:{self.servers[0].port}/v1",
        }  # fmt: skip
        cases = self.named(urls, self.BOTH)
        self.serve({name: url for name, (url, _, _) in cases.items()})
        self.all_of(
            [(name, stream, way) for name, (_, stream, way) in cases.items()],
            lambda name, stream, way: self.ask(name, stream, way).problem(way),
        )

    def untrusted(self):
        """A certificate that nobody trusts."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        files = [f"{folder.name}/{name}" for name in ("cert", "key")]
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
             "-out", files[0], "-keyout", files[1]],
            check=True, capture_output=True,
        )  # fmt: skip
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*files)
        return context

    def test_whole_answers_that_break_are_asked_for_again(self):
        cases = self.named(faults.AFTER, [(False, way) for way in WAYS])
        self.serve({name: fault for name, (fault, _, _) in cases.items()})
        self.all_of(
            [(name, way) for name, (_, _, way) in cases.items()],
            lambda name, way: self.ask(name, False, way).problem(way),
        )

    def test_broken_streams_are_rescued_where_the_feature_says_so(self):
        wrong = dict(faults.AFTER)
        # Ten seconds of silence are allowed between tokens.
        del wrong["stall"]
        cases = self.named(wrong, [(True, "plain"), (True, "schema"), (True, "image")])
        self.serve({name: fault for name, (fault, _, _) in cases.items()}, rescue=["replay"])
        self.all_of(
            [(name, way) for name, (_, _, way) in cases.items()],
            lambda name, way: self.ask(name, True, way).problem(way),
        )

    def test_broken_streams_end_with_a_typed_error_otherwise(self):
        wrong = dict(faults.AFTER)
        del wrong["stall"]
        cases = self.named(wrong, [(True, "plain"), (True, "tools"), (True, "schema")])
        self.serve({name: fault for name, (fault, _, _) in cases.items()})

        def check(name, way):
            answer = self.ask(name, True, way)
            if self.servers[1].hits(name):
                return "the backup was asked though the feature does not say so"
            return answer.problem_with_typed_end()
        self.all_of([(name, way) for name, (_, _, way) in cases.items()], check)

    def test_tool_calls_are_never_rescued(self):
        wrong = {name: fault for name, fault in faults.AFTER.items() if name in ("cut", "error", "malformed")}
        cases = self.named(wrong, [(True, "tools")])
        self.serve({name: fault for name, (fault, _, _) in cases.items()}, rescue=["prefill", "replay"])
        self.all_of([(name,) for name in cases], lambda name: self.ask(name, True, "tools").problem_with_typed_end())

    def test_a_backup_that_says_something_else_ends_the_stream(self):
        def other(wire):
            wire.head()
            wire.chunk(faulty.event(faulty.chunk({"content": "The quick red fox."})))
            wire.chunk(faulty.event(faulty.chunk({}, "stop")) + b"data: [DONE]\n\n")
            wire.last()
        self.serve({"cut": faults.AFTER["cut"]}, backup=other, rescue=["replay"])
        answer = self.ask("cut", True)
        self.assertIsNone(answer.problem_with_typed_end())

    def test_every_way_to_answer_well_is_understood(self):
        cases = self.named(manners.WELL, self.BOTH)
        self.serve({name: fault for name, (fault, _, _) in cases.items()}, backup=None)
        self.all_of(
            [(name, stream, way) for name, (_, stream, way) in cases.items()],
            lambda name, stream, way: self.ask(name, stream, way).problem(way),
        )

    def test_errors_of_the_caller_are_not_asked_elsewhere(self):
        wrong = {
            "bad request": (faults.http_error(400, "invalid_value", kind="invalid_request_error"), 400),
            "unprocessable": (faults.http_error(422, "bad", kind="invalid_request_error"), 422),
            "too long": (faults.http_error(400, "context_length_exceeded", "maximum context length is 10"), 400),
            "filtered": (faults.http_error(400, "content_filter", "The response was filtered"), 400),
        }  # fmt: skip
        cases = self.named({name: fault for name, (fault, _) in wrong.items()}, [(False, "plain"), (True, "plain")])
        self.serve({name: fault for name, (fault, _, _) in cases.items()})

        expected = {fault: status for fault, status in wrong.values()}

        def check(name, stream):
            answer = self.ask(name, stream)
            if answer.status != expected[cases[name][0]] or self.servers[1].hits(name):
                return f"status {answer.status}, backup asked {self.servers[1].hits(name)} times"
            return None
        self.all_of([(name, stream) for name, (_, stream, _) in cases.items()], check)

    def test_everything_fails_with_one_clear_error_in_time(self):
        cases = self.named(faults.BEFORE, [(False, "plain"), (True, "plain")])
        self.serve({name: fault for name, (fault, _, _) in cases.items()}, backup="same")

        def check(name, stream):
            answer = self.ask(name, stream)
            if answer.status not in (429, 503) or not answer.headers["retry-after"]:
                return f"status {answer.status}, retry-after {answer.headers['retry-after']}"
            if not answer.error.get("code") or answer.seconds > PATIENCE:
                return f"{answer.error} after {answer.seconds:.1f} s"
            return None
        self.all_of([(name, stream) for name, (_, stream, _) in cases.items()], check)

    def test_a_very_long_answer(self):
        text = "x" * 4_000_000

        def long(wire):
            if not wire.is_stream:
                wire.document(200, faulty.whole(wire.request, content=text))
                return
            wire.head()
            for start in range(0, len(text), 4_000):
                wire.chunk(faulty.event(faulty.chunk({"content": text[start : start + 4_000]})))
            wire.chunk(faulty.event(faulty.chunk({}, "stop")) + b"data: [DONE]\n\n")
            wire.last()
        self.serve({"long": long}, backup=None)
        for stream in (False, True):
            answer = self.ask("long", stream)
            self.assertEqual((answer.status, answer.text == text, answer.reason), (200, True, "stop"))

    def test_a_stream_that_delivers_outlives_the_feature_s_deadline(self):
        def drip(wire):
            wire.head()
            for number, piece in enumerate(faulty.events(wire.request)):
                wire.chunk(piece)
                time.sleep(0.9 if number else 0)
            wire.last()
        self.serve({"drip": drip}, backup=None)
        answer = self.ask("drip", True)
        self.assertGreater(answer.seconds, OBJECTIVES["deadline_ms"] / 1000)
        answer.seconds = 0
        self.assertIsNone(answer.problem("plain"))

    def test_a_sick_primary_costs_nobody_anything(self):
        """Forty requests a second for three seconds: all are answered well, and the sick one is left alone."""
        # How often it may be asked; what is on its way before the first timeout cannot be taken back.
        for fault, most in (("500", 14), ("429", 5), ("hang before head", 40), ("reset before head", 14)):
            with self.subTest(fault):
                self.serve({"f": faulty.Wire.answer})
                try:
                    self.at_a_rate(40, 80)
                    self.servers[0].faults["f"] = faults.BEFORE[fault]
                    before = self.servers[0].hits("f")
                    answers = self.at_a_rate(40, 120)
                    self.assertEqual([a.problem("plain") for a in answers if a.problem("plain")], [])
                    self.assertLessEqual(self.servers[0].hits("f") - before, most)
                finally:
                    self.end()

    def at_a_rate(self, rate, count):
        started = time.monotonic()

        def one(number):
            time.sleep(max(0, started + number / rate - time.monotonic()))
            return self.ask("f", number % 2 == 0)
        with ThreadPoolExecutor(64) as pool:
            return list(pool.map(one, range(count)))


class Callers(unittest.TestCase):
    """What callers do wrong."""

    def test_statuses(self):
        server = faulty.Faulty()
        self.addCleanup(server.stop)
        gateway = Gateway(
            [{"id": "e", "provider": "p", "model": "m"}], [{"id": "chat", "primary": "e"}],
            {"p": {"kind": "openai-compatible", "base_url": server.provider("p")}},
        )  # fmt: skip
        self.addCleanup(gateway.remove)
        self.addCleanup(gateway.stop)
        good = json.dumps({"model": "chat", "messages": MESSAGES})
        for method, path, body, status in (
            ("POST", "/v1/chat/completions", good, 200), ("GET", "/v1/models", None, 200),
            ("GET", "/v1/models/chat", None, 200), ("GET", "/v1/models/nothing", None, 404),
            ("POST", "/v1/chat/completions", good.replace("chat", "nothing"), 404),
            ("POST", "/v1/chat/completions", "{", 400), ("POST", "/v1/chat/completions", "", 400),
            ("POST", "/v1/chat/completions", "[]", 400), ("POST", "/v1/chat/completions", "{}", 400),
            ("POST", "/v1/chat/completions", '{"model":"chat"}', 400),
            ("POST", "/v1/chat/completions", '{"model":"chat","messages":[]}', 400),
            ("POST", "/v1/chat/completions", '{"model":1,"messages":[]}', 400),
            ("GET", "/v1/chat/completions", None, 405), ("GET", "/", None, 404),
            ("POST", "/v1/chat/completions", " " * (33 << 20), 413),
        ):  # fmt: skip
            with self.subTest(path=path, body=(body or "")[:60]):
                connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=20)
                try:
                    connection.request(method, path, body)
                except (BrokenPipeError, ConnectionResetError):
                    pass
                response = connection.getresponse()
                document = json.loads(response.read())
                connection.close()
                self.assertEqual(response.status, status, document)
                if status >= 400:
                    self.assertEqual(document["error"]["type"], "invalid_request_error")
                    self.assertTrue(document["error"]["code"] and document["error"]["message"])


if __name__ == "__main__":
    unittest.main()
