"""A stand-in for Azure: Entra ID, the instance metadata service, and the metrics API of Azure Resource Manager."""
import re
from standin import INSTANT, Refusal, StandIn, form, minute, split, text

TENANT, CLIENT, ASSERTION = "tenant-1", "client-1", "cluster.token.signature"
TOKEN, MACHINE = "entra-token-1", "machine-token-1"
ACCOUNT = "/subscriptions/s-1/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/acme"
FIELDS = {"api-version", "metricnames", "metricnamespace", "timespan", "interval", "aggregation", "$filter", "top",
          "orderby", "rollupby", "resultType", "AutoAdjustTimegrain", "ValidateDimensions"}
TIMES = {"average", "minimum", "maximum"}
COMMON = {"Region", "ModelDeploymentName", "ModelName", "ModelVersion"}
REQUESTS = COMMON | {"ApiName", "OperationName", "StreamType", "StatusCode", "IsSpillover", "ServiceTierRequest",
                     "ServiceTierResponse"}
TOKENS = {"ApiName", "ModelDeploymentName", "FeatureName", "UsageChannel", "Region", "ModelVersion"}
# Name: unit, aggregations, dimensions.
METRICS = {
    "AzureOpenAIRequests": ("Count", {"total"}, REQUESTS),
    "AzureOpenAITimeToResponse": ("MilliSeconds", TIMES, REQUESTS),
    "AzureOpenAITTLTInMS": ("MilliSeconds", TIMES, COMMON),
    "AzureOpenAINormalizedTBTInMS": ("MilliSeconds", TIMES, COMMON),
    "ProcessedPromptTokens": ("Count", {"total"}, TOKENS),
    "GeneratedTokens": ("Count", {"total"}, TOKENS),
    "AzureOpenAIProvisionedManagedUtilizationV2": ("Percent", TIMES, COMMON),
}


def refusal(status, code, message, headers=()):
    return Refusal(status, {"error": {"code": code, "message": message}}, headers)


class Azure(StandIn):
    """Refuses the first question of a round as overloaded, once, as the resource manager does under load."""

    def __init__(self):
        super().__init__()
        self.throttled = False

    def answer(self, method, path, headers, body):
        place, query = split(path)
        if place == f"/{TENANT}/oauth2/v2.0/token":
            return self.token(method, headers, body)
        if place == "/metadata/identity/oauth2/token":
            return self.machine(method, query, headers)
        if place == ACCOUNT + "/providers/Microsoft.Insights/metrics":
            return self.metrics(method, query, headers)
        self.wrong(f"nothing is at {place}")
        raise refusal(404, "ResourceNotFound", "The resource was not found.")

    def token(self, method, headers, body):
        wanted = {
            "client_id": CLIENT, "grant_type": "client_credentials", "scope": "https://management.azure.com/.default",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": ASSERTION}
        good = self.expect("Entra ID is asked by POST", method == "POST")
        kind = headers.get("Content-Type")
        good &= self.expect(f"Entra ID is asked with a form, not {kind}", kind == "application/x-www-form-urlencoded")
        got = form(body)
        good &= self.expect(f"the fields of the assertion are {sorted(got)}", set(got) == set(wanted))
        for name, value in wanted.items():
            good &= self.expect(f"the assertion's {name} is right", got.get(name) == value)
        if not good:
            raise Refusal(401, {"error": "invalid_client", "error_description": "AADSTS700016", "error_codes": [700016]})
        self.count("token")
        return 200, {"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": TOKEN}, []

    def machine(self, method, query, headers):
        good = self.expect("the metadata service is asked by GET", method == "GET")
        good &= self.expect("Metadata: true is sent", headers.get("Metadata") == "true")
        wanted = {"api-version": "2018-02-01", "resource": "https://management.azure.com"}
        good &= self.expect(f"the machine's token is for the resource manager: {query}", dict(query) == wanted)
        if not good:
            raise Refusal(400, {"error": "invalid_request", "error_description": "see the stand-in's problems"})
        self.count("machine")
        return 200, {"access_token": MACHINE, "expires_in": "86399", "expires_on": "1795430799",
                     "resource": "https://management.azure.com", "token_type": "Bearer"}, []

    def metrics(self, method, query, headers):
        if headers.get("Authorization") not in ("Bearer " + TOKEN, "Bearer " + MACHINE):
            self.wrong("the metrics API bears a token of the flow")
            raise refusal(401, "AuthenticationFailed", "Authentication failed.")
        names = [name for name, _ in query]
        single = dict(query)
        good = self.expect("metrics are asked for by GET", method == "GET")
        good &= self.expect(f"there are unknown fields: {sorted(set(names) - FIELDS)}", set(names) <= FIELDS)
        good &= self.expect("no field is repeated", len(names) == len(single))
        good &= self.expect("the version is the recorded one", single.get("api-version") == "2024-02-01")
        good &= self.expect("the namespace is the account's",
                            single.get("metricnamespace") == "Microsoft.CognitiveServices/accounts")
        ends = single.get("timespan", "").split("/")
        good &= self.expect(f"the span is two instants: {ends}",
                            len(ends) == 2 and all(INSTANT.match(e) for e in ends) and ends[0] < ends[1])
        good &= self.expect("the grain is a minute", single.get("interval") == "PT1M")
        good &= self.expect("more than ten series may come", 10 < int(single.get("top", 10)) <= 1000)
        asked = single.get("metricnames", "").split(",")
        good &= self.expect(f"at most 20 known metrics are asked for: {asked}",
                            0 < len(asked) <= 20 and set(asked) <= set(METRICS))
        if not good:
            raise refusal(400, "BadRequest", "see the stand-in's problems")
        self.check_details(asked, single)
        if not self.throttled:
            self.throttled = True
            raise refusal(429, "TooManyRequests", "The request is being throttled.", [("Retry-After", "2")])
        for name in asked:
            self.count(name)
        return 200, {
            "cost": 9, "timespan": single["timespan"], "interval": "PT1M",
            "namespace": "Microsoft.CognitiveServices/accounts", "resourceregion": "eastus2",
            "value": [self.value(name, single) for name in asked]}, []

    def check_details(self, asked, single):
        """Aggregations and dimensions are refused as the API refuses them: with 400."""
        aggregations = single.get("aggregation", "").split(",")
        dimensions = []
        for term in single.get("$filter", "").split(" and "):
            match = re.match(r"^([A-Za-z]+) eq '\*'$", term)
            if not self.expect(f"the filter splits by dimensions: {term}", bool(match)):
                raise refusal(400, "BadRequest", "The filter is not valid.")
            dimensions.append(match.group(1))
        for name in asked:
            _, known, has = METRICS[name]
            good = self.expect(f"{name} has {sorted(known)}, not {aggregations}", set(aggregations) <= known)
            good &= self.expect(f"{name} has no dimension of {dimensions}", set(dimensions) <= has)
            if not good:
                raise refusal(400, "BadRequest", "Aggregation or dimension is not supported.")

    def value(self, name, single):
        """Two deployments: `ptu` has everything; `standard` has no time to response, as standard deployments have."""
        unit = METRICS[name][0]

        def series(deployment, more, points):
            pairs = [("modeldeploymentname", deployment)] + more
            return {"metadatavalues": [{"name": {"value": n, "localizedValue": n}, "value": v} for n, v in pairs],
                    "data": points}

        def points(**figures):
            # The newest minute is not measured yet: it has no key at all.
            return [{"timeStamp": text(minute(4)), **figures}, {"timeStamp": text(minute(3))}]

        found, code = [], "Success"
        if name == "AzureOpenAIRequests":
            for deployment, counts in (("ptu", {"200": 285.0, "429": 6.0, "503": 9.0}), ("standard", {"200": 60.0})):
                found += [series(deployment, [("statuscode", c)], points(total=n)) for c, n in counts.items()]
        elif name == "AzureOpenAITimeToResponse":
            found = [series("ptu", [], points(average=412.0, maximum=2900.0))]
        elif name == "AzureOpenAITTLTInMS":
            found = [series("ptu", [], points(average=5200.0, maximum=9000.0)),
                     series("standard", [], points(average=7100.0, maximum=11000.0))]
        elif name == "AzureOpenAIProvisionedManagedUtilizationV2":
            code = "InternalServerError"
        answer = {"id": f"{ACCOUNT}/providers/Microsoft.Insights/metrics/{name}", "type": "Microsoft.Insights/metrics",
                  "name": {"value": name, "localizedValue": name}, "unit": unit, "errorCode": code, "timeseries": found}
        if code != "Success":
            answer["errorMessage"] = "The metric is not available."
        return answer
