"""A gateway in front of stand-ins for every provider, with secretless credentials from stand-ins for the clouds."""

import json
import os
import shutil
import tempfile

import clouds
from processes import BINARY, Process, Stub, free_port

PROTOCOLS = ("openai", "anthropic", "bedrock", "vertex", "azure")
MODELS = {
    "openai": "gpt-4o-mini",
    "anthropic": "claude-haiku-4-5",
    "bedrock": "us.anthropic.claude-haiku-4-5-20251001-v1:0",
    "vertex": "gemini-2.5-flash",
    "azure": "gpt-4o",
    "backup": "any",
}
KEY = "sk-stand-in-key-that-must-stay-secret"
OBJECTIVES = {
    "ttft_p90_ms": 1500, "latency_p90_ms": 12000, "error_rate": 0.01, "deadline_ms": 15000,
    "ttft_deadline_ms": 1500,
}  # fmt: skip


class Gateway(Process):
    """`serve --headless` with a feature for each endpoint, and features with backups."""

    def __init__(self, endpoints, features, providers, environment=None):
        self.folder = tempfile.mkdtemp(prefix="route-console-clients-")
        port, self.control_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{port}"
        configuration = {
            "providers": providers, "endpoints": endpoints, "features": features,
            "gateway": {"listen": f"127.0.0.1:{port}", "shutdown_grace_ms": 2000, "journal": "meta"},
            "control": {"listen": f"127.0.0.1:{self.control_port}"},
        }  # fmt: skip
        path = os.path.join(self.folder, "route-console.json5")
        with open(path, "w") as file:
            json.dump(configuration, file, indent=1)
        super().__init__(
            BINARY, "serve", "--config", path, "--headless", "--state-dir", os.path.join(self.folder, "state"),
            port=port, environment={"OPENAI_API_KEY": KEY, "ANTHROPIC_API_KEY": KEY, **(environment or {})},
        )  # fmt: skip

    def written(self):
        """Everything the gateway wrote: what it printed, and its files."""
        texts = [self.output()]
        for folder, _, names in os.walk(os.path.join(self.folder, "state")):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    texts.append(file.read().decode(errors="replace"))
        return "\n".join(texts)

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Setting:
    """Stand-ins for the five protocols, one more that never fails, stand-ins for the clouds, and gateways on top."""

    def __init__(self):
        self.clouds = clouds.Clouds()
        self.stubs = {protocol: Stub(protocol) for protocol in (*PROTOCOLS, "backup")}
        self.files = tempfile.mkdtemp(prefix="route-console-tokens-")
        self.gateway = self.start()

    def start(self):
        """A gateway that knows nothing yet of any endpoint's health."""
        # Of each protocol a feature on its own, and two with a backup, on endpoints of their own.
        endpoints = [self.endpoint(p, p) for p in (*PROTOCOLS, "backup")]
        features = [self.feature(p, [p]) for p in PROTOCOLS]
        for protocol in PROTOCOLS:
            for use in ("whole", "stream"):
                name = f"{protocol}-{use}"
                endpoints.append(self.endpoint(name, protocol))
                features.append(self.feature(name, [name, "backup"]))
        environment = {
            "AWS_ROLE_ARN": clouds.ROLE,
            "AWS_REGION": "us-east-1",
            "AZURE_TENANT_ID": clouds.TENANT,
            "AZURE_CLIENT_ID": clouds.CLIENT,
        }
        return Gateway(endpoints, features, self.providers(), environment)

    def token_file(self, name, text):
        path = os.path.join(self.files, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def providers(self):
        account = {
            "type": "external_account",
            "audience": clouds.AUDIENCE,
            "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
            "token_url": self.clouds.url + "/google/token",
            "service_account_impersonation_url": self.clouds.url + "/google/impersonate:generateAccessToken",
            "credential_source": {"file": self.token_file("google", clouds.TOKENS["google"])},
        }
        url = {protocol: stub.url for protocol, stub in self.stubs.items()}
        return {
            "openai": {
                "kind": "openai", "base_url": url["openai"] + "/v1",
                "credentials": {"kind": "api-key", "env": "OPENAI_API_KEY"},
            },
            "anthropic": {
                "kind": "anthropic", "base_url": url["anthropic"],
                "credentials": {"kind": "api-key", "env": "ANTHROPIC_API_KEY"},
            },
            "bedrock": {
                "kind": "aws-bedrock", "region": "us-east-1", "base_url": url["bedrock"],
                "credentials": {
                    "kind": "web-identity", "file": self.token_file("aws", clouds.TOKENS["aws"]),
                    "sts_url": self.clouds.url + "/aws",
                },
            },
            "vertex": {
                "kind": "gcp-vertex", "project": "p", "region": "us-central1", "base_url": url["vertex"],
                "credentials": {
                    "kind": "workload-identity", "file": self.token_file("wif.json", json.dumps(account)),
                },
            },
            "azure": {
                "kind": "azure-openai", "resource": "r", "base_url": url["azure"],
                "credentials": {
                    "kind": "federated-token", "file": self.token_file("azure", clouds.TOKENS["azure"]),
                    "token_url": self.clouds.url + "/azure",
                },
            },
            "backup": {"kind": "openai-compatible", "base_url": url["backup"] + "/v1"},
        }  # fmt: skip

    @staticmethod
    def endpoint(name, protocol):
        return {"id": name, "provider": protocol, "model": MODELS[protocol], "region": "us-east-1"}

    @staticmethod
    def feature(name, endpoints):
        return {
            "id": name, "primary": endpoints[0], "backups": endpoints[1:], "objectives": OBJECTIVES,
            "rescue": ["prefill", "replay"],
        }  # fmt: skip

    def stop(self):
        status = self.gateway.stop()
        stubs = [stub.stop() for stub in self.stubs.values()]
        self.clouds.stop()
        self.gateway.remove()
        shutil.rmtree(self.files, ignore_errors=True)
        return [status] + stubs
