#!/usr/bin/env python3
"""Prints Tests/TransportTests/Crypto/SigV4Vectors.swift: requests as botocore signs them (pip install botocore)."""
import datetime

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

MOMENT = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
BODY = '{"messages":[{"role":"user","content":[{"text":"hi"}]}],"inferenceConfig":{"maxTokens":16}}'
HOST = "bedrock-runtime.us-east-1.amazonaws.com"
ARN = "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fabcd1234efgh"
JSON = {"Content-Type": "application/json"}

CASES = [
    # name, method, host, path, query, headers, body, token, region, service
    ("encoded colon in the model id", "POST", HOST,
     "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse", "", JSON, BODY, None),
    ("raw colon in the model id and a session token", "POST", HOST,
     "/model/us.anthropic.claude-sonnet-4-5-20250929-v1:0/converse-stream", "", JSON, BODY, "SESSIONTOKEN/+=="),
    ("ARN as the model id", "POST", HOST, f"/model/{ARN}/converse", "", JSON, BODY, None),
    ("dots and empty segments in the path", "POST", HOST, "//a/./b/../c//d/", "", JSON, BODY, None),
    ("empty path", "GET", HOST, "/", "", {}, "", None),
    ("query out of order", "GET", HOST, "/foundation-models", "b=2&a=2&a=1&c&byProvider=x%20y%2Fz", {}, "", None),
    ("blanks in a value", "POST", HOST, "/x", "", {"X-Blank": "  a   b \t c  "}, BODY, None),
    ("fields that are never signed", "POST", HOST, "/x", "",
     {"User-Agent": "u", "Expect": "e", "X-Amzn-Trace-Id": "t", "Transfer-Encoding": "chunked", "X-Kept": "k"},
     BODY, None),
    ("default port", "POST", HOST + ":443", "/x", "", JSON, BODY, None),
    ("port of a stand-in", "POST", "127.0.0.1:8080", "/x", "", JSON, BODY, None, "http"),
    ("letters beyond ASCII in the body", "POST", HOST, "/x", "", JSON, "\u00fcber \U0001f389", None),
    ("identity for another cloud", "POST", "sts.eu-west-1.amazonaws.com", "/",
     "Action=GetCallerIdentity&Version=2011-06-15", {}, "", "TOKEN", "https", "eu-west-1", "sts"),
]


class Frozen(datetime.datetime):
    @classmethod
    def utcnow(cls):
        return MOMENT.replace(tzinfo=None)

    @classmethod
    def now(cls, tz=None):
        return MOMENT if tz else MOMENT.replace(tzinfo=None)


def freeze():
    botocore.auth.datetime.datetime = Frozen if hasattr(botocore.auth.datetime, "datetime") else Frozen
    if hasattr(botocore.auth, "get_current_datetime"):
        botocore.auth.get_current_datetime = lambda remove_tzinfo=True: (
            MOMENT.replace(tzinfo=None) if remove_tzinfo else MOMENT)


def authorization(method, host, path, query, headers, body, token, scheme="https", region="us-east-1",
                  service="bedrock"):
    key = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token)
    url = f"{scheme}://{host}{path}" + (f"?{query}" if query else "")
    request = AWSRequest(method=method, url=url, data=body.encode(), headers=dict(headers))
    botocore.auth.SigV4Auth(key, service, region).add_auth(request)
    assert request.headers["X-Amz-Date"] == "20260102T030405Z", request.headers["X-Amz-Date"]
    return request.headers["Authorization"]


def literal(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'


def main():
    freeze()
    print("// Made by tools/sigv4-vectors.py with botocore; not edited by hand.")
    print("import Transport\n")
    print("let signatureVectors: [SignatureVector] = [")
    for name, method, host, path, query, headers, body, token, *rest in CASES:
        value = authorization(method, host, path, query, headers, body, token, *rest)
        region, service = (rest + ["https", "us-east-1", "bedrock"][len(rest):])[1:]
        fields = "".join(f"\n      HeaderField({literal(k)}, {literal(v)})," for k, v in headers.items())
        print("  SignatureVector(")
        print(f"    name: {literal(name)}, region: {literal(region)}, service: {literal(service)},")
        print(f"    method: {literal(method)}, path:\n      {literal(path)},")
        print(f"    query: {literal(query)},\n    fields: [\n      HeaderField(\"Host\", {literal(host)}),{fields}\n    ],")
        print(f"    body:\n      {literal(body)},")
        print(f"    token: {literal(token) if token else 'nil'},")
        cut = value.index("SignedHeaders=")
        print(f"    authorization:\n      {literal(value[:cut])}\n      + {literal(value[cut:])}),")
    print("]")


main()
