"""boto3's Converse and ConverseStream against the stand-in for Bedrock."""

import base64
import json
import unittest

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError
from processes import IMAGE, SCHEMA, StubTest, words

MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
ARN = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcd1234efgh"
MESSAGES = [{"role": "user", "content": [{"text": "hi"}]}]
TOOLS = {"tools": [{"toolSpec": {"name": "get_weather", "inputSchema": {"json": SCHEMA}}}]}


class Bedrock(StubTest):
    protocol = "bedrock"

    def setUp(self):
        super().setUp()
        self.client = boto3.client(
            "bedrock-runtime", endpoint_url=self.stub.url, region_name="us-east-1",
            aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="none",
            config=Config(retries={"total_max_attempts": 1}, read_timeout=10),
        )  # fmt: skip
        self.addCleanup(self.client.close)

    def converse(self, **more):
        return self.client.converse(**{"modelId": MODEL, "messages": MESSAGES, **more})

    def stream(self, **more):
        return list(self.client.converse_stream(**{"modelId": MODEL, "messages": MESSAGES, **more})["stream"])

    def test_answers_whole(self):
        for model in (MODEL, ARN):
            with self.subTest(model):
                answer = self.converse(modelId=model)
                self.assertEqual(answer["output"]["message"]["content"], [{"text": words(8)}])
                self.assertEqual(answer["stopReason"], "end_turn")
                self.assertEqual(answer["usage"]["outputTokens"], 8)

    def test_streams(self):
        events = self.stream()
        deltas = [e["contentBlockDelta"]["delta"]["text"] for e in events if "contentBlockDelta" in e]
        self.assertEqual("".join(deltas), words(8))
        self.assertEqual(list(events[-1]), ["metadata"])
        self.assertEqual(events[-1]["metadata"]["usage"]["outputTokens"], 8)

    def test_calls_a_tool(self):
        answer = self.converse(toolConfig={**TOOLS, "toolChoice": {"any": {}}})
        self.assertEqual(answer["stopReason"], "tool_use")
        call = answer["output"]["message"]["content"][0]["toolUse"]
        self.assertEqual(call["input"], {"city": "text", "degrees": 1})

    def test_streams_a_tool_call(self):
        events = self.stream(toolConfig={**TOOLS, "toolChoice": {"any": {}}})
        pieces = [e["contentBlockDelta"]["delta"]["toolUse"]["input"] for e in events if "contentBlockDelta" in e]
        self.assertEqual(json.loads("".join(pieces)), {"city": "text", "degrees": 1})
        starts = [e["contentBlockStart"] for e in events if "contentBlockStart" in e]
        self.assertEqual(starts[0]["start"]["toolUse"]["name"], "get_weather")

    def test_takes_an_image(self):
        image = {"format": "png", "source": {"bytes": base64.b64decode(IMAGE)}}
        answer = self.converse(messages=[{"role": "user", "content": [{"text": "hi"}, {"image": image}]}])
        self.assertGreater(answer["usage"]["inputTokens"], 999)

    def test_follows_a_schema(self):
        structure = {"jsonSchema": {"schema": json.dumps(SCHEMA), "name": "out"}}
        answer = self.converse(outputConfig={"textFormat": {"type": "json_schema", "structure": structure}})
        text = answer["output"]["message"]["content"][0]["text"]
        self.assertEqual(json.loads(text), {"city": "text", "degrees": 1})

    def test_errors_have_their_names(self):
        expected = {
            "rate_limited": "ThrottlingException",
            "overloaded": "ServiceUnavailableException",
            "auth": "ExpiredTokenException",
            "permission": "AccessDeniedException",
            "model_gone": "ResourceNotFoundException",
            "invalid_request": "ValidationException",
            "server_error": "InternalServerException",
        }
        for outcome, name in expected.items():
            with self.subTest(outcome):
                self.stub.control({"kind": "error", "class": outcome})
                with self.assertRaises(ClientError) as caught:
                    self.converse()
                self.assertEqual(caught.exception.response["Error"]["Code"], name)

    def test_an_exception_inside_a_stream_is_one(self):
        self.stub.control({"kind": "in_band_error"})
        with self.assertRaises(EventStreamError) as caught:
            self.stream()
        self.assertIn("internalServerException", str(caught.exception))

    def test_a_filtered_answer_says_so(self):
        self.stub.control({"kind": "content_filter"})
        self.assertEqual(self.converse()["stopReason"], "content_filtered")

    def test_counts_tokens(self):
        counted = self.client.count_tokens(modelId=MODEL, input={"converse": {"messages": MESSAGES}})
        self.assertGreater(counted["inputTokens"], 0)


if __name__ == "__main__":
    unittest.main()
