"""A stand-in for Google: STS, service account credentials, the metadata server, and timeSeries.list of Cloud Monitoring."""
import json, re
from standin import INSTANT, Refusal, StandIn, form, minute, split, text

AUDIENCE = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/k8s"
SUBJECT = "cluster.token.signature"
PLATFORM = "https://www.googleapis.com/auth/cloud-platform"
# What a federated token is asked for where it only serves to impersonate an account.
IAM = "https://www.googleapis.com/auth/iam"
MONITORING = "https://www.googleapis.com/auth/monitoring.read"
FEDERATED, ACCOUNT, MACHINE = "federated-token-1", "account-token-1", "machine-token-1"
PREFIX = "aiplatform.googleapis.com/publisher/online_serving/"
RESOURCE = "aiplatform.googleapis.com/PublisherModel"
RESOURCE_LABELS = {"publisher", "location", "model_user_id", "model_version_id"}
LABELS = {
    "first_token_latencies": {"input_token_size", "output_token_size", "max_token_size", "request_type", "explicit_caching"},
    "model_invocation_latencies": {"input_token_size", "output_token_size", "max_token_size", "request_type",
                                   "explicit_caching", "latency_type"},
    "model_invocation_count": {"response_code", "error_category", "method", "request_type", "input_token_size",
                               "output_token_size", "max_token_size", "explicit_caching", "accounting_resource"},
    "token_count": {"type", "request_type", "max_token_size", "explicit_caching", "modality", "source",
                    "accounting_resource"},
}
ALIGNERS = {"ALIGN_DELTA", "ALIGN_RATE", "ALIGN_SUM", "ALIGN_MEAN", "ALIGN_PERCENTILE_99", "ALIGN_PERCENTILE_95",
            "ALIGN_PERCENTILE_50", "ALIGN_PERCENTILE_05"}
FIELDS = {"filter", "interval.startTime", "interval.endTime", "aggregation.alignmentPeriod",
          "aggregation.perSeriesAligner", "aggregation.crossSeriesReducer", "aggregation.groupByFields", "orderBy",
          "view", "pageSize", "pageToken"}
# The distribution whose quantiles by linear interpolation are 389.12 (p50) and 921.6 ms (p90).
DISTRIBUTION = {
    "count": "50", "mean": 412.3, "sumOfSquaredDeviation": 8123.5,
    "bucketOptions": {"exponentialBuckets": {"numFiniteBuckets": 12, "growthFactor": 2, "scale": 1}},
    "bucketCounts": ["0", "0", "0", "0", "0", "0", "0", "2", "10", "25", "10", "3"]}


def refusal(code, status, message):
    return Refusal(code, {"error": {"code": code, "message": message, "status": status}})


class Google(StandIn):
    def answer(self, method, path, headers, body):
        place, query = split(path)
        if place == "/v1/token":
            return self.exchange(method, headers, body)
        if place.endswith(":generateAccessToken"):
            return self.impersonate(method, place, headers, body)
        if place == "/computeMetadata/v1/instance/service-accounts/default/token":
            return self.machine(method, query, headers)
        if place == "/v3/projects/acme/timeSeries":
            return self.series(method, query, headers)
        self.wrong(f"nothing is at {place}")
        raise refusal(404, "NOT_FOUND", "Not found")

    def exchange(self, method, headers, body):
        wanted = {
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange", "audience": AUDIENCE, "scope": IAM,
            "requested_token_type": "urn:ietf:params:oauth:token-type:access_token", "subject_token": SUBJECT,
            "subject_token_type": "urn:ietf:params:oauth:token-type:jwt"}
        good = self.expect("STS is asked by POST", method == "POST")
        kind = headers.get("Content-Type")
        good &= self.expect(f"STS is asked with a form, not {kind}", kind == "application/x-www-form-urlencoded")
        good &= self.expect("STS gets no Authorization", headers.get("Authorization") is None)
        got = form(body)
        good &= self.expect(f"the fields of the exchange are {sorted(got)}", set(got) == set(wanted))
        for name, value in wanted.items():
            good &= self.expect(f"the exchange's {name} is right", got.get(name) == value)
        if not good:
            raise Refusal(400, {"error": "invalid_request", "error_description": "see the stand-in's problems"})
        self.count("exchange")
        return 200, {"access_token": FEDERATED, "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
                     "token_type": "Bearer", "expires_in": 3600}, []

    def impersonate(self, method, place, headers, body):
        good = self.expect(f"the account is right: {place}", place ==
                           "/v1/projects/-/serviceAccounts/watcher@acme.iam.gserviceaccount.com:generateAccessToken")
        good &= self.expect("impersonation is a POST", method == "POST")
        good &= self.expect("impersonation bears the federated token", headers.get("Authorization") == "Bearer " + FEDERATED)
        good &= self.expect("impersonation is JSON", headers.get("Content-Type") == "application/json")
        sent = json.loads(body)
        good &= self.expect(f"impersonation asks for a scope and a lifetime, not {sent}",
                            sent == {"scope": [PLATFORM], "lifetime": "3600s"})
        if not good:
            raise refusal(403, "PERMISSION_DENIED", "see the stand-in's problems")
        self.count("impersonation")
        return 200, {"accessToken": ACCOUNT, "expireTime": text(minute(-60))}, []

    def machine(self, method, query, headers):
        good = self.expect("the metadata server is asked by GET", method == "GET")
        good &= self.expect("Metadata-Flavor is sent", headers.get("Metadata-Flavor") == "Google")
        good &= self.expect(f"the scope of the machine's token is {query}", query == [("scopes", MONITORING)])
        if not good:
            raise Refusal(403, "Forbidden")
        self.count("machine")
        return 200, {"access_token": MACHINE, "expires_in": 3599, "token_type": "Bearer"}, [("Metadata-Flavor", "Google")]

    def series(self, method, query, headers):
        names = [name for name, _ in query]
        single = dict(query)
        if headers.get("Authorization") not in ("Bearer " + ACCOUNT, "Bearer " + MACHINE):
            self.wrong("timeSeries.list bears a token of the flow")
            raise refusal(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
        good = self.expect("timeSeries.list is a GET", method == "GET")
        good &= self.expect(f"there are unknown fields: {sorted(set(names) - FIELDS)}", set(names) <= FIELDS)
        repeated = {n for n in names if names.count(n) > 1}
        good &= self.expect(f"only groupByFields may be repeated: {sorted(repeated)}",
                            repeated <= {"aggregation.groupByFields"})
        metric, terms = self.filter(single.get("filter", ""))
        good &= self.expect(f"the filter names exactly one metric of a publisher model: {single.get('filter')}",
                            metric in LABELS)
        for end in ("interval.startTime", "interval.endTime"):
            good &= self.expect(f"{end} is an instant: {single.get(end)}", bool(INSTANT.match(single.get(end, ""))))
        good &= self.expect("the interval has a length", single.get("interval.startTime", "") < single.get("interval.endTime", ""))
        period = re.match(r"^(\d+)s$", single.get("aggregation.alignmentPeriod", ""))
        good &= self.expect("the alignment period is at least 60s", bool(period) and int(period.group(1)) >= 60)
        good &= self.expect("the aligner keeps distributions", single.get("aggregation.perSeriesAligner") == "ALIGN_DELTA")
        good &= self.expect("series are summed up", single.get("aggregation.crossSeriesReducer") == "REDUCE_SUM")
        groups = [value for name, value in query if name == "aggregation.groupByFields"]
        known = {"resource.labels." + l for l in RESOURCE_LABELS} | {"metric.labels." + l for l in LABELS.get(metric, ())}
        good &= self.expect(f"groups are known labels: {groups}", bool(groups) and set(groups) <= known)
        good &= self.expect("view is FULL", single.get("view") == "FULL")
        good &= self.expect("pageSize is sensible", 0 < int(single.get("pageSize", 0)) <= 100_000)
        if not good:
            raise refusal(400, "INVALID_ARGUMENT", "see the stand-in's problems")
        self.count(metric)
        return 200, self.page(metric, terms, groups, single.get("pageToken")), []

    def filter(self, words):
        """The metric and the other terms of a filter of equalities joined by AND; (None, …) where it is none."""
        terms = {}
        for term in words.split(" AND "):
            match = re.match(r'^([a-z_.]+)\s*=\s*"([^"]*)"$', term)
            if not match or match.group(1) in terms:
                return None, {}
            terms[match.group(1)] = match.group(2)
        metric = terms.pop("metric.type", "")
        if not metric.startswith(PREFIX) or terms.pop("resource.type", RESOURCE) != RESOURCE:
            return None, {}
        name = metric[len(PREFIX):]
        allowed = {"metric.labels." + l for l in LABELS.get(name, ())} | {"resource.labels." + l for l in RESOURCE_LABELS}
        return (name if set(terms) <= allowed else None), terms

    def page(self, metric, terms, groups, token):
        """Points newest first, int64 as text, default values left out; counts come on two pages."""
        labels = {"location": "us-central1", "model_user_id": "gemini-2.5-flash", "publisher": "google"}
        shown = {l: v for l, v in labels.items() if "resource.labels." + l in groups}

        def series(values, kind, unit, metric_labels):
            points = [{"interval": {"startTime": text(minute(ago + 1)), "endTime": text(minute(ago))}, "value": value}
                      for ago, value in ((3, values), (4, {}))]
            return {"metric": {"type": PREFIX + metric, "labels": metric_labels},
                    "resource": {"type": RESOURCE, "labels": shown}, "metricKind": "DELTA", "valueType": kind,
                    "unit": unit, "points": points}

        if metric == "first_token_latencies":
            found = [series({"distributionValue": DISTRIBUTION}, "DISTRIBUTION", "ms", {})]
        elif metric == "model_invocation_latencies":
            # Model and overhead are apart: who sums them up counts every call twice.
            self.expect("latencies are those of the model", terms.get("metric.labels.latency_type") == "model")
            doubled = json.loads(json.dumps(DISTRIBUTION))
            doubled["bucketOptions"]["exponentialBuckets"]["scale"] = 4
            found = [series({"distributionValue": doubled}, "DISTRIBUTION", "ms", {})]
        elif metric == "model_invocation_count":
            codes = {"200": "571", "429": "12", "500": "17"}
            found = [series({"int64Value": n}, "INT64", "1", {"response_code": c}) for c, n in codes.items()]
        else:
            found = [series({"int64Value": n}, "INT64", "1", {"type": t}) for t, n in
                     {"input": "540000", "output": "120000"}.items()]
        if len(found) > 1:
            found, following = (found[:1], "page-2") if token is None else (found[1:], "")
            self.expect("the second page is asked for by its token", token in (None, "page-2"))
            return {"timeSeries": found, "nextPageToken": following}
        return {"timeSeries": found}
