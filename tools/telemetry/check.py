"""Checks `route-console watch` against the real thing: Prometheus, promtool, and moto for CloudWatch; against stand-ins
that check every field for Google's Cloud Monitoring and Azure Monitor.

usage: check.py ROUTE_CONSOLE PYTHON

PYTHON has prometheus_client, moto[server] and boto3. Everything runs on 127.0.0.1 and is stopped at the end.
"""
import json, os, pathlib, re, shutil, socket, subprocess, sys, tempfile, time, urllib.parse, urllib.request
import azure_monitor, cloud_monitoring

BINARY, PYTHON = sys.argv[1], sys.argv[2]
HERE = pathlib.Path(__file__).resolve().parent
WORK = pathlib.Path(tempfile.mkdtemp(prefix="route-console-telemetry-"))
started, failures = [], []


def port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def run(words, **env):
    log = open(WORK / f"{len(started)}.log", "w")
    child = subprocess.Popen([str(w) for w in words], stdout=log, stderr=log, env={**os.environ, **env})
    started.append(child)
    return child


def ask(url, data=None, headers=None):
    request = urllib.request.Request(url, data=data, headers=headers or {})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read()


def eventually(what, seconds, probe):
    end = time.monotonic() + seconds
    while True:
        try:
            found = probe()
        except OSError:
            found = None
        if found:
            return found
        if time.monotonic() > end:
            raise SystemExit(f"timed out after {seconds} s: {what}; logs are in {WORK}")
        time.sleep(0.2)


def check(what, is_so, seen):
    print(f"{'ok    ' if is_so else 'FAILED'} {what}  ({seen})", flush=True)
    if not is_so:
        failures.append(what)


CONFIG = """{
  providers: {
    a: { kind: "openai-compatible", cloud: "aws", region: "us-east-1", base_url: "http://127.0.0.1:1/v1" },
    b: { kind: "openai-compatible", cloud: "gcp", base_url: "http://127.0.0.1:1/v1" },
  },
  endpoints: [
    { id: "a", provider: "a", model: "m1", match: { model_id: "sonnet", cloudwatch: { ModelId: "anthropic.test" } } },
    { id: "b", provider: "b", model: "m2", match: { model_id: "gemini-pro" } },
  ],
  features: [ { id: "f", primary: "a", backups: ["b"] } ],
  control: { listen: "127.0.0.1:%d" },
  telemetry: [ %s ],
}"""


CLOUDS = """{
  providers: {
    g: { kind: "openai-compatible", cloud: "gcp", region: "us-central1", base_url: "http://127.0.0.1:1/v1" },
    z: { kind: "openai-compatible", cloud: "azure", region: "eastus2", base_url: "http://127.0.0.1:1/v1" },
  },
  endpoints: [
    { id: "gemini", provider: "g", model: "gemini-2.5-flash" },
    { id: "ptu", provider: "z", model: "gpt-4o", deployment: "ptu" },
    { id: "standard", provider: "z", model: "gpt-4o", deployment: "standard" },
  ],
  features: [ { id: "f", primary: "gemini", backups: ["ptu", "standard"] } ],
  control: { listen: "127.0.0.1:%d" },
  telemetry: [ %s ],
}"""


def watch(name, source, config=CONFIG, **env):
    control = port()
    path = WORK / f"{name}.json5"
    path.write_text(config % (control, source))
    child = run([BINARY, "watch", "--config", path, "--headless", "--state-dir", WORK / f"{name}-state"], **env)
    base = f"http://127.0.0.1:{control}"
    eventually(f"{name} serves its control API", 20, lambda: ask(base + "/healthz"))
    return child, base


def snapshot(base):
    return json.loads(ask(base + "/api/v1/snapshot"))


def endpoint(base, name):
    return next(e for e in snapshot(base)["endpoints"] if e["id"] == name)


def query(store, text):
    form = urllib.parse.urlencode({"query": text}).encode()
    result = json.loads(ask(store + "/api/v1/query", form))["data"]["result"]
    return {r["metric"].get("model_id", ""): float(r["value"][1]) for r in result}


def close(left, right, share):
    return left is not None and right is not None and abs(left - right) <= share * abs(right)


def prometheus_and_scrape():
    exporter_port, store_port = port(), port()
    page = f"http://127.0.0.1:{exporter_port}"
    store = f"http://127.0.0.1:{store_port}"
    exporter = run([PYTHON, HERE / "exporter.py", exporter_port, 11])
    eventually("the exporter answers", 20, lambda: ask(page + "/metrics"))
    (WORK / "prometheus.yml").write_text(
        "global: { scrape_interval: 1s }\nscrape_configs:\n  - job_name: gateway\n"
        f"    static_configs: [ {{ targets: [ '127.0.0.1:{exporter_port}' ] }} ]\n")
    run(["prometheus", f"--config.file={WORK}/prometheus.yml", f"--storage.tsdb.path={WORK}/data",
         f"--web.listen-address=127.0.0.1:{store_port}"])
    eventually("Prometheus has scraped", 30, lambda: query(store, "litellm_deployment_total_requests_total"))
    for model in ("sonnet", "gemini-pro"):
        ask(page + f"/set?model={model}&rps=0", b"")
    time.sleep(3)
    before = query(store, "litellm_deployment_total_requests_total")
    source = f'{{ kind: "prometheus", url: "{store}", preset: "litellm", interval_s: 5, stale_after_s: 15 }}'
    _, through_store = watch("store", source)
    source = f'{{ kind: "scrape", url: "{page}/metrics", preset: "litellm", interval_s: 5, stale_after_s: 15 }}'
    _, through_page = watch("page", source)
    time.sleep(7)
    # A burst and then silence, so that both sides look at the very same calls.
    began = time.monotonic()
    ask(page + "/set?model=sonnet&rps=100&errors=0.02", b"")
    time.sleep(15)
    ask(page + "/set?model=sonnet&rps=0", b"")
    time.sleep(12)
    window = int(time.monotonic() - began) + 2
    after = query(store, "litellm_deployment_total_requests_total")
    calls = after["sonnet"] - before["sonnet"]
    failed = query(store, f"sum by (model_id) (increase(litellm_deployment_failure_responses_total[{window}s]))")
    text = "histogram_quantile(0.%d, sum by (le, model_id) (increase(litellm_llm_api_%s_bucket[%ds])))"
    for name, base in (("prometheus", through_store), ("scrape", through_page)):
        seen = endpoint(base, "a")
        for quantile in (50, 90, 99):
            for key, metric in (("ttft_ms", "time_to_first_token_metric"), ("latency_ms", "latency_metric")):
                expected = query(store, text % (quantile, metric, window))["sonnet"] * 1000
                got = (seen[key] or {}).get(f"p{quantile}")
                check(f"{name}: p{quantile} of {key} is histogram_quantile's", close(got, expected, 0.05 if quantile == 99 else 0.03),
                      f"{got} and {expected:.0f}")
        rate = failed.get("sonnet", 0) / calls
        check(f"{name}: the error rate is the store's", close(seen["error_rate"], rate, 0.25),
              f"{seen['error_rate']} and {rate:.4f}")
        good = calls - query(store, "litellm_deployment_failure_responses_total").get("sonnet", 0)
        check(f"{name}: the calls are counted exactly or nearly so", close((seen["ttft_ms"] or {}).get("n"), good, 0.02),
              f"{(seen['ttft_ms'] or {}).get('n')} of {good:.0f}")
        quiet = endpoint(base, "b")
        check(f"{name}: no traffic is no error and has no quantile",
              quiet["ttft_ms"] is None and quiet["severity"] != "stale" and quiet["rps"] == 0,
              f"{quiet['severity']}, {quiet['rps']} rps")
        check(f"{name}: calls in flight are not invented", seen["in_flight"] is None, seen["in_flight"])
    # A restart: counters begin anew and count from zero.
    ask(page + "/restart", b"")
    ask(page + "/set?model=sonnet&rps=20", b"")
    time.sleep(20)
    for name, base in (("prometheus", through_store), ("scrape", through_page)):
        got = endpoint(base, "a")["rps"]
        check(f"{name}: a reset is not a leap and not a gap", close(got, 20, 0.35), f"{got} rps of 20")
    exporter.kill()
    time.sleep(11)
    for name, base in (("prometheus", through_store), ("scrape", through_page)):
        seen = endpoint(base, "a")
        check(f"{name}: looks that bring nothing are a gap at once, and no zero", seen["rps"] is None, f"{seen['rps']} rps")
    time.sleep(13)
    for name, base in (("prometheus", through_store), ("scrape", through_page)):
        seen = endpoint(base, "a")
        check(f"{name}: a gap is a gap", seen["severity"] == "stale" and seen["rps"] is None and seen["ttft_ms"] is None,
              f"{seen['severity']}, {seen['rps']} rps")
        kind = next(s for s in snapshot(base)["sources"] if s["kind"] != "engine")
        check(f"{name}: the source says so", kind["state"] in ("stale", "failed") and kind["error"], kind["error"])
    text = ask(through_store + "/metrics")
    verdict = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True)
    check("promtool finds nothing wrong with our own page", verdict.returncode == 0, verdict.stderr.decode().strip())
    docs = HERE.parent.parent / "docs" / "monitoring"
    verdict = subprocess.run(["promtool", "check", "rules", docs / "route-console.rules.yml"], capture_output=True)
    check("promtool finds nothing wrong with our rules", verdict.returncode == 0, verdict.stdout.decode().split()[-3:])
    documented = set(re.findall(r"^\| `([a-z_]+)` \|", (docs / "README.md").read_text(), re.M))
    used = set(re.findall(r"(?:gen_ai|route_console)_[a-z_]+", "".join(
        (docs / name).read_text() for name in ("route-console.rules.yml", "grafana-dashboard.json"))))
    used = {re.sub(r"_(bucket|sum|count)$", "", name) for name in used}
    labels = set(re.findall(r"`([a-z_]+)`", (docs / "README.md").read_text()))
    served = set(re.findall(r"^# TYPE (\S+)", text.decode(), re.M))
    check("the page has the metrics of the documentation, and no other", served == documented,
          sorted(served ^ documented) or f"{len(served)} metrics")
    check("rules and dashboard use what there is", used <= documented | labels, sorted(used - documented - labels) or "all")


def cloudwatch():
    moto_port = port()
    url = f"http://127.0.0.1:{moto_port}"
    run([PYTHON, "-m", "moto.server", "-H", "127.0.0.1", "-p", moto_port])
    eventually("moto answers", 60, lambda: ask(url + "/moto-api/"))
    put = f"""
import boto3, datetime, sys
c = boto3.client("cloudwatch", region_name="us-east-1", endpoint_url="{url}", aws_access_key_id="a", aws_secret_access_key="b")
at = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0) - datetime.timedelta(minutes=2)
d = [{{"Name": "ModelId", "Value": "anthropic.test"}}]
def metric(name, value, unit): return {{"MetricName": name, "Dimensions": d, "Timestamp": at, "Value": value, "Unit": unit}}
c.put_metric_data(Namespace="AWS/Bedrock", MetricData=[
  metric("Invocations", 570, "Count"), metric("InvocationServerErrors", 30, "Count"),
  metric("TimeToFirstToken", 400, "Milliseconds"), metric("InvocationLatency", 3000, "Milliseconds")])
"""
    subprocess.run([PYTHON, "-c", put], check=True)
    token = WORK / "token"
    token.write_text("header.payload.signature")
    environment = {
        "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/watcher", "AWS_WEB_IDENTITY_TOKEN_FILE": str(token),
        "AWS_REGION": "us-east-1"}
    source = (f'{{ kind: "cloudwatch", region: "us-east-1", url: "{url}/", percentiles: false, '
              f'credentials: {{ kind: "web-identity", sts_url: "{url}" }} }}')
    _, base = watch("cloudwatch", source, **environment)
    eventually("CloudWatch was read", 20, lambda: endpoint(base, "a")["rps"])
    seen = endpoint(base, "a")
    check("cloudwatch: the minute's calls are a rate", close(seen["rps"], 10, 0.01), f"{seen['rps']} rps")
    check("cloudwatch: the error rate is the minute's", close(seen["error_rate"], 0.05, 0.01), seen["error_rate"])
    check("cloudwatch: an average is a mean and no p90",
          close(seen["ttft_ms"]["mean"], 400, 0.001) and seen["ttft_ms"]["p90"] is None, seen["ttft_ms"])
    check("cloudwatch: the source and its age are shown", seen["source"] == "cloudwatch" and seen["observed_at"],
          f"{seen['source']}, {seen['observed_at']}")
    check("cloudwatch: late figures trip nothing", seen["state"] == "closed", seen["state"])
    source = source.replace("percentiles: false", "percentiles: true")
    _, base = watch("percentiles", source, **environment)
    problem = eventually("moto refused percentiles", 20,
                         lambda: next((s["error"] for s in snapshot(base)["sources"] if s["kind"] == "cloudwatch"), None))
    check("cloudwatch: a refusal is quoted and waited out", "status 500" in problem, problem)


def source_of(base, kind):
    return next(s for s in snapshot(base)["sources"] if s["kind"] == kind)


def google():
    standin = cloud_monitoring.Google()
    token, account = WORK / "google-token", WORK / "google-account.json"
    token.write_text(cloud_monitoring.SUBJECT)
    account.write_text(json.dumps({
        "type": "external_account", "audience": cloud_monitoring.AUDIENCE,
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": standin.url + "/v1/token",
        "service_account_impersonation_url": standin.url
        + "/v1/projects/-/serviceAccounts/watcher@acme.iam.gserviceaccount.com:generateAccessToken",
        "credential_source": {"file": str(token)}}))
    ways = {"workload-identity": f'{{ kind: "workload-identity", file: "{account}" }}',
            "metadata": f'{{ kind: "metadata", token_url: "{standin.url}" }}'}
    for way, credentials in ways.items():
        source = f'{{ kind: "cloud-monitoring", project: "acme", url: "{standin.url}", credentials: {credentials} }}'
        _, base = watch(f"google-{way}", source, CLOUDS)
        eventually(f"Cloud Monitoring was read by {way}", 20, lambda: endpoint(base, "gemini")["rps"])
        seen = endpoint(base, "gemini")
        check(f"google, {way}: calls of both pages are a rate", close(seen["rps"], 10, 0.001), f"{seen['rps']} rps")
        check(f"google, {way}: errors are the endpoint's own, pushback is apart",
              close(seen["error_rate"], 17 / 600, 0.001) and close(seen["pushback_rate"], 12 / 600, 0.001),
              f"{seen['error_rate']}, {seen['pushback_rate']}")
        ttft, latency = seen["ttft_ms"], seen["latency_ms"]
        check(f"google, {way}: p50 and p90 are those of the distribution",
              close(ttft["p50"], 389.12, 0.001) and close(ttft["p90"], 921.6, 0.001) and ttft["n"] == 50, ttft)
        check(f"google, {way}: model latency has its own", close(latency["p90"], 4 * 921.6, 0.001), latency)
        check(f"google, {way}: late figures trip nothing, and say how old they are",
              seen["state"] == "closed" and seen["source"] == "cloud-monitoring" and seen["observed_at"],
              f"{seen['source']}, {seen['observed_at']}")
    check("google: every way and every metric was asked for",
          {"exchange", "impersonation", "machine", *cloud_monitoring.LABELS} <= set(standin.served), standin.served)
    check("google: every field of every request is as documented", not standin.problems, standin.problems or "all")


def azure():
    standin = azure_monitor.Azure()
    token = WORK / "azure-token"
    token.write_text(azure_monitor.ASSERTION)
    environment = {"AZURE_TENANT_ID": azure_monitor.TENANT, "AZURE_CLIENT_ID": azure_monitor.CLIENT,
                   "AZURE_FEDERATED_TOKEN_FILE": str(token)}
    ways = {"federated-token": environment, "managed-identity": {}}
    for way, variables in ways.items():
        standin.throttled = way == "managed-identity"
        credentials = f'credentials: {{ kind: "{way}", token_url: "{standin.url}" }}'
        source = (f'{{ kind: "azure-monitor", resource: "{azure_monitor.ACCOUNT}", url: "{standin.url}", '
                  f'{credentials} }}')
        _, base = watch(f"azure-{way}", source, CLOUDS, **variables)
        if way == "federated-token":
            problem = eventually("the throttling is told", 10, lambda: source_of(base, "azure-monitor")["error"])
            check("azure: throttling is quoted and waited out", "TooManyRequests" in problem, problem)
        eventually(f"Azure Monitor was read by {way}", 40, lambda: endpoint(base, "ptu")["rps"])
        ptu, standard = endpoint(base, "ptu"), endpoint(base, "standard")
        check(f"azure, {way}: the newest measured minute is a rate",
              close(ptu["rps"], 5, 0.001) and close(standard["rps"], 1, 0.001), f"{ptu['rps']}, {standard['rps']} rps")
        check(f"azure, {way}: errors are the endpoint's own, pushback is apart",
              close(ptu["error_rate"], 0.03, 0.001) and close(ptu["pushback_rate"], 0.02, 0.001),
              f"{ptu['error_rate']}, {ptu['pushback_rate']}")
        check(f"azure, {way}: an average is a mean and no quantile",
              close(ptu["ttft_ms"]["mean"], 412, 0.001)
              and all(ptu["ttft_ms"][q] is None for q in ("p50", "p90", "p99")), ptu["ttft_ms"])
        check(f"azure, {way}: a standard deployment has no time to first token", standard["ttft_ms"] is None
              and close(standard["latency_ms"]["mean"], 7100, 0.001), standard["latency_ms"])
        wanted = "AzureOpenAIProvisionedManagedUtilizationV2"
        said = eventually(f"azure, {way}: a metric that fails inside a good answer is named", 5,
                          lambda: wanted in (source_of(base, "azure-monitor")["error"] or "")
                          and source_of(base, "azure-monitor")["error"])
        check(f"azure, {way}: a metric that fails inside a good answer is named", True, said)
        lines = subprocess.run([BINARY, "status", "--server", base], capture_output=True, text=True).stdout
        row = next((l for l in lines.splitlines() if " ptu " in l), "")
        check(f"azure, {way}: the text shows the average under its own name", "avg 412" in row, row)
    check("azure: every way and every metric was asked for",
          {"token", "machine", *azure_monitor.METRICS} <= set(standin.served), standin.served)
    check("azure: every field of every request is as documented", not standin.problems, standin.problems or "all")


is_done = False
try:
    google()
    azure()
    prometheus_and_scrape()
    cloudwatch()
    is_done = True
finally:
    for child in reversed(started):
        child.kill()
        child.wait()
    # What ended early, or failed, is looked into: its logs stay.
    if is_done and not failures:
        shutil.rmtree(WORK, ignore_errors=True)
print(f"{len(failures)} failed; logs are in {WORK}" if failures else "all passed")
sys.exit(1 if failures else 0)
