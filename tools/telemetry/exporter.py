"""A /metrics page with the names of LiteLLM's proxy, fed by a seeded model of traffic.

usage: exporter.py PORT [SEED]

GET /metrics is the page. POST /set?model=NAME&rps=N&errors=SHARE&slow=FACTOR changes the traffic,
POST /restart begins all counters anew, as a restart of the process would.
"""
import random, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client import exposition
from prometheus_client.openmetrics import exposition as openmetrics

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 420, 600)
LABELS = ["litellm_model_name", "model_id", "api_base", "api_provider"]


class Page:
    def __init__(self):
        self.registry = CollectorRegistry()
        r = self.registry
        self.requests = Counter("litellm_deployment_total_requests", "requests", LABELS, registry=r)
        self.failures = Counter(
            "litellm_deployment_failure_responses", "failures", LABELS + ["exception_status"], registry=r)
        times = ["model", "model_id", "api_provider"]
        self.ttft = Histogram(
            "litellm_llm_api_time_to_first_token_metric", "ttft", times, buckets=BUCKETS, registry=r)
        self.latency = Histogram("litellm_llm_api_latency_metric", "latency", times, buckets=BUCKETS, registry=r)
        self.input = Counter("litellm_input_tokens_metric", "input", times, registry=r)
        self.output = Counter("litellm_output_tokens_metric", "output", times, registry=r)

    def call(self, model, rng, state):
        full = (model, model, "https://api.example", "test")
        short = (model, model, "test")
        self.requests.labels(*full).inc()
        if rng.random() < state["errors"]:
            self.failures.labels(*full, "503").inc()
            return
        first = rng.lognormvariate(-0.7, 0.6) * state["slow"]
        self.ttft.labels(*short).observe(first)
        self.latency.labels(*short).observe(first + rng.uniform(1, 4))
        self.input.labels(*short).inc(900)
        self.output.labels(*short).inc(200)


def main():
    port, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rng, lock, page = random.Random(seed), threading.Lock(), [Page()]
    models = {m: {"rps": 20.0, "errors": 0.01, "slow": 1.0} for m in ("sonnet", "gemini-pro")}

    def traffic():
        owed = {m: 0.0 for m in models}
        last = time.monotonic()
        while True:
            time.sleep(0.05)
            now = time.monotonic()
            with lock:
                for model, state in models.items():
                    owed[model] += state["rps"] * (now - last)
                    while owed[model] >= 1:
                        owed[model] -= 1
                        page[0].call(model, rng, state)
            last = now

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self, status, body, kind="text/plain"):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            with lock:
                if "openmetrics" in (self.headers.get("Accept") or ""):
                    self.answer(200, openmetrics.generate_latest(page[0].registry), openmetrics.CONTENT_TYPE_LATEST)
                else:
                    self.answer(200, exposition.generate_latest(page[0].registry), exposition.CONTENT_TYPE_LATEST)

        def do_POST(self):
            url = urlparse(self.path)
            with lock:
                if url.path == "/restart":
                    page[0] = Page()
                elif url.path == "/set":
                    query = parse_qs(url.query)
                    for key in ("rps", "errors", "slow"):
                        if key in query:
                            models[query["model"][0]][key] = float(query[key][0])
            self.answer(200, b"ok\n")

        def log_message(self, *_):
            pass

    threading.Thread(target=traffic, daemon=True).start()
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


main()
