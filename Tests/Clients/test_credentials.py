"""Secretless credentials through the gateway: signatures as botocore's, moto's STS, renewal and outages."""

import os
import sys
import time
import unittest

import boto3
import clouds
import openai
from botocore import UNSIGNED
from botocore.config import Config
from gateway import OBJECTIVES, Gateway
from processes import Process, Stub, free_port

MESSAGES = [{"role": "user", "content": "hi"}]
IDS = {
    "plain": "amazon.nova-lite-v1:0",
    "profile": "us.anthropic.claude-haiku-4-5-20251001-v1:0",
    "arn": "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcd1234efgh",
}


class Case(unittest.TestCase):
    def token_file(self):
        path = f"/tmp/route-console-clients-{os.getpid()}.jwt"
        with open(path, "w") as file:
            file.write(clouds.TOKENS["aws"])
        self.addCleanup(os.remove, path)
        return path

    def gateway(self, base_url, sts_url):
        bedrock = {
            "kind": "aws-bedrock", "region": "us-east-1", "base_url": base_url,
            "credentials": {"kind": "web-identity", "file": self.token_file(), "sts_url": sts_url},
        }  # fmt: skip
        gateway = Gateway(
            [{"id": name, "provider": "bedrock", "model": model, "region": "us-east-1"} for name, model in IDS.items()],
            [{"id": name, "primary": name, "objectives": OBJECTIVES} for name in IDS],
            {"bedrock": bedrock},
            {"AWS_ROLE_ARN": clouds.ROLE},
        )
        self.addCleanup(gateway.remove)
        self.addCleanup(lambda: self.assertEqual(gateway.stop(), 0))
        client = openai.OpenAI(base_url=gateway.url + "/v1", api_key="none", max_retries=0, timeout=20)
        self.addCleanup(client.close)
        return client

    def ask(self, client, feature="plain"):
        return client.chat.completions.create(model=feature, messages=MESSAGES).choices[0].message.content


class Signatures(Case):
    def test_equal_those_of_botocore(self):
        services = clouds.Clouds()
        self.addCleanup(services.stop)
        client = self.gateway(services.url, services.url + "/aws")
        for name in IDS:
            self.assertEqual(self.ask(client, name), "hello")
        self.assertEqual([is_equal for _, is_equal in services.signed], [True] * 3)
        paths = [path for path, _ in services.signed]
        self.assertTrue(any("%3A" in path and "%2F" in path for path in paths), paths)
        self.assertEqual(services.problems, [])
        self.assertEqual(services.calls["sts"], 1, "one exchange serves every request")


class Renewal(Case):
    def test_renews_ahead_and_survives_an_outage(self):
        # Short lives are renewed half way, and not served in their last ten seconds.
        services = clouds.Clouds(life_seconds=30)
        self.addCleanup(services.stop)
        stub = Stub("bedrock")
        self.addCleanup(stub.stop)
        client = self.gateway(stub.url, services.url + "/aws")
        deadline = time.monotonic() + 30
        while services.calls["sts"] < 2 and time.monotonic() < deadline:
            self.assertIn("Every", self.ask(client))
            time.sleep(0.1)
        self.assertGreaterEqual(services.calls["sts"], 2, "the key was not renewed")
        services.is_down = True
        until = time.monotonic() + 16
        while time.monotonic() < until:
            self.assertIn("Every", self.ask(client), "the old key lives and must serve")
            time.sleep(0.1)
        services.is_down = False
        self.assertEqual(services.problems, [])


class Moto(Case):
    def test_obtains_a_key_of_moto(self):
        port = free_port()
        program = os.path.join(os.path.dirname(sys.executable), "moto_server")
        moto = Process(program, "-H", "127.0.0.1", "-p", str(port), port=port)
        self.addCleanup(moto.stop)
        stub = Stub("bedrock")
        self.addCleanup(stub.stop)
        client = self.gateway(stub.url, f"http://127.0.0.1:{port}")
        self.assertIn("Every", self.ask(client))
        # The stand-in is a moto: it must know the form of the request that boto3 sends.
        sts = boto3.client(
            "sts", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1",
            config=Config(signature_version=UNSIGNED),
        )  # fmt: skip
        theirs = sts.assume_role_with_web_identity(
            RoleArn=clouds.ROLE, RoleSessionName="check", WebIdentityToken=clouds.TOKENS["aws"]
        )
        self.assertIn("SessionToken", theirs["Credentials"])


if __name__ == "__main__":
    unittest.main()
