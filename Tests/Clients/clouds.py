"""Stand-ins for the token services of AWS, Google and Azure that check every field, and a Bedrock that checks
signatures with botocore."""

import http.server
import json
import threading
import time
import urllib.parse

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from unittest import mock

AWS_KEY = ("ASIASTANDINEXAMPLE", "stand-in+secret/EXAMPLE", "stand-in/session+token==")
ROLE = "arn:aws:iam::123456789012:role/GatewayRole"
TOKENS = {"aws": "aws.jwt.token", "google": "google.jwt.token", "azure": "azure.jwt.token"}
TENANT, CLIENT = "00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b"
AUDIENCE = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
CLOUD_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
GOOGLE_TOKEN, AZURE_TOKEN = "ya29.c.impersonated-stand-in", "azure-access-token-stand-in"


class Clouds:
    """The services on one port; what they were asked for wrongly is in `problems`."""

    def __init__(self, life_seconds=3600):
        self.life_seconds = life_seconds
        self.is_down = False
        self.problems = []
        self.calls = {"sts": 0, "google": 0, "impersonation": 0, "azure": 0, "bedrock": 0}
        self.signed = []
        clouds = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                status, kind, answer = clouds.answer(self.path, self.headers, body)
                data = answer.encode()
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path, headers, body):
        if path.startswith("/model/"):
            return self.bedrock(path, headers, body)
        if self.is_down:
            return 503, "text/plain", "down"
        if path == "/google/token":
            return self.google(headers, body)
        if path.startswith("/google/impersonate"):
            return self.impersonation(headers, body)
        if path == f"/azure/{TENANT}/oauth2/v2.0/token":
            return self.azure(headers, body)
        if path in ("/aws/", "/aws"):
            return self.sts(headers, body)
        self.problems.append(f"path {path}")
        return 404, "text/plain", "no such service"

    def check(self, service, headers, body, wanted, media="application/x-www-form-urlencoded"):
        """Whether a form has exactly the wanted fields."""
        if not headers.get("content-type", "").startswith(media):
            self.problems.append(f"{service}: content type {headers.get('content-type')}")
        fields = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
        for name in sorted(set(fields) | set(wanted)):
            want = wanted.get(name, "<none>")
            got = fields.get(name, "<none>")
            if callable(want) and want(got):
                continue
            if want != got:
                # A token must not land in a log, not even that of a failing test.
                self.problems.append(f"{service}: field {name} is not what it should be")

    def expiry(self):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + self.life_seconds))

    def sts(self, headers, body):
        self.calls["sts"] += 1
        if "authorization" in headers:
            self.problems.append("sts: the request is signed")
        self.check("sts", headers, body, {
            "Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "RoleArn": ROLE,
            "WebIdentityToken": TOKENS["aws"],
            "RoleSessionName": lambda name: 2 <= len(name) <= 64,
            "DurationSeconds": lambda text: 900 <= int(text) <= 43200,
        })  # fmt: skip
        key, secret, session = AWS_KEY
        return 200, "text/xml", f"""<AssumeRoleWithWebIdentityResponse
  xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials>
  <SessionToken>{session}</SessionToken><SecretAccessKey>{secret}</SecretAccessKey>
  <Expiration>{self.expiry()}</Expiration><AccessKeyId>{key}</AccessKeyId></Credentials>
  </AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"""

    def google(self, headers, body):
        self.calls["google"] += 1
        jwt = "urn:ietf:params:oauth:token-type:jwt"
        self.check("google", headers, body, {
            "grant_type": EXCHANGE, "audience": AUDIENCE, "subject_token": TOKENS["google"],
            "subject_token_type": jwt, "scope": "https://www.googleapis.com/auth/iam",
            "requested_token_type": "urn:ietf:params:oauth:token-type:access_token",
        })  # fmt: skip
        return 200, "application/json", json.dumps(
            {"access_token": "ya29.d.federated", "token_type": "Bearer", "expires_in": str(self.life_seconds)}
        )

    def impersonation(self, headers, body):
        self.calls["impersonation"] += 1
        if headers.get("authorization") != "Bearer ya29.d.federated":
            self.problems.append("impersonation: not the federated token")
        root = json.loads(body)
        if root.get("scope") != [CLOUD_SCOPE] or root.get("lifetime") != "3600s":
            self.problems.append("impersonation: scope or lifetime")
        return 200, "application/json", json.dumps({"accessToken": GOOGLE_TOKEN, "expireTime": self.expiry()})

    def azure(self, headers, body):
        self.calls["azure"] += 1
        self.check("azure", headers, body, {
            "client_id": CLIENT, "grant_type": "client_credentials", "client_assertion": TOKENS["azure"],
            "scope": "https://cognitiveservices.azure.com/.default",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        })  # fmt: skip
        return 200, "application/json", json.dumps(
            {"token_type": "Bearer", "expires_in": self.life_seconds, "access_token": AZURE_TOKEN}
        )

    def bedrock(self, path, headers, body):
        """Answers, and computes the signature of the same request, date and key with botocore."""
        self.calls["bedrock"] += 1
        signed = headers["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
        request = AWSRequest(
            "POST", "http://" + headers["host"] + path, data=body,
            headers={name: headers[name] for name in signed if name not in ("x-amz-date", "host", "x-amz-security-token")},
        )  # fmt: skip
        moment = time.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ")
        fixed = mock.Mock()
        fixed.strftime = lambda pattern: time.strftime(pattern, moment)
        with mock.patch("botocore.auth.get_current_datetime", return_value=fixed):
            SigV4Auth(Credentials(*AWS_KEY), "bedrock", "us-east-1").add_auth(request)
        self.signed.append((path, headers["authorization"] == request.headers["Authorization"]))
        answer = {
            "output": {"message": {"role": "assistant", "content": [{"text": "hello"}]}}, "stopReason": "end_turn",
            "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}, "metrics": {"latencyMs": 1},
        }  # fmt: skip
        return 200, "application/json", json.dumps(answer)
