#!/usr/bin/env python3
"""An in-house gateway that keeps its data path: it asks route-console where to go, calls, and tells.

Usage: ask_and_tell.py FEATURE [CALLS]
Environment: ROUTE_CONSOLE_SERVER, else http://127.0.0.1:8081; ROUTE_CONSOLE_TOKEN where the server wants one;
FALLBACK_ENDPOINTS, comma-separated: where to go, in this order, while nobody answers there.
"""
import json, os, random, sys, time, urllib.error, urllib.request, uuid

SERVER = os.environ.get("ROUTE_CONSOLE_SERVER", "http://127.0.0.1:8081")
TOKEN = os.environ.get("ROUTE_CONSOLE_TOKEN")
FALLBACK = [name for name in os.environ.get("FALLBACK_ENDPOINTS", "").split(",") if name]

def post(path, document):
    fields = {"content-type": "application/json"}
    if TOKEN:
        fields["authorization"] = "Bearer " + TOKEN
    request = urllib.request.Request(SERVER + path, json.dumps(document).encode(), fields)
    return json.load(urllib.request.urlopen(request, timeout=2))

def fall_back(tried):
    """Whoever asks must serve without an answer too: the decider may be down, the providers are not."""
    return next(({"decision": None, "endpoint": name, "ttft_budget_ms": None} for name in FALLBACK if name not in tried), None)

def tell(outcome):
    try:
        post("/api/v1/outcomes", {"outcomes": [outcome]})
    except OSError as failure:
        print(f"an outcome is lost: {failure}", file=sys.stderr)

def call_provider(endpoint, budget_ms):
    """Stands for your own data path: returns class, time to first token and usage."""
    time.sleep(0.01)
    if random.random() < 0.05:
        return "server_error", None, {}
    return "ok", random.uniform(200, 600), {"input": 900, "output": 120}

def serve(feature, session):
    tried = []
    while len(tried) < 3:
        try:
            decision = post("/api/v1/route", {"feature": feature, "prompt_tokens": 900, "session": session, "exclude": tried})
        except urllib.error.HTTPError as refusal:
            return json.load(refusal)["error"]["code"]
        except OSError as failure:
            decision = fall_back(tried)
            if decision is None:
                return f"nobody decides ({failure}) and FALLBACK_ENDPOINTS names nobody else"
        started = time.monotonic()
        outcome, ttft, tokens = call_provider(decision["endpoint"], decision["ttft_budget_ms"])
        if decision["decision"]:
            tell({"decision": decision["decision"], "attempt": str(uuid.uuid4()), "class": outcome, "ttft_ms": ttft,
                "latency_ms": (time.monotonic() - started) * 1000 + (ttft or 0), "tokens": tokens})
        tried.append(decision["endpoint"])
        if outcome == "ok":
            return "ok from " + decision["endpoint"]
    return "failed after " + ", ".join(tried)

if __name__ == "__main__":
    for number in range(int(sys.argv[2]) if len(sys.argv) > 2 else 10):
        print(serve(sys.argv[1], f"session-{number % 4}"))
