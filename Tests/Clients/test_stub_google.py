"""google-genai against the stand-in for Vertex."""

import base64
import json
import unittest

from google import genai
from google.oauth2.credentials import Credentials
from google.genai import errors, types
from processes import IMAGE, SCHEMA, StubTest, words

TOOL = types.Tool(
    function_declarations=[types.FunctionDeclaration(name="get_weather", parameters_json_schema=SCHEMA)]
)
ANY = types.ToolConfig(function_calling_config=types.FunctionCallingConfig(mode="ANY"))


class Google(StubTest):
    protocol = "vertex"

    def setUp(self):
        super().setUp()
        self.client = genai.Client(
            vertexai=True, project="p", location="us-central1", credentials=Credentials(token="none"),
            http_options=types.HttpOptions(base_url=self.stub.url, timeout=10000),
        )  # fmt: skip
        self.addCleanup(self.client.close)

    def generate(self, contents="hi", **config):
        return self.client.models.generate_content(
            model="gemini-3.8-flash", contents=contents, config=types.GenerateContentConfig(**config)
        )

    def stream(self, contents="hi", **config):
        return list(
            self.client.models.generate_content_stream(
                model="gemini-3.8-flash", contents=contents, config=types.GenerateContentConfig(**config)
            )
        )

    def test_answers_whole(self):
        answer = self.generate()
        self.assertEqual(answer.text, words(8))
        self.assertEqual(answer.candidates[0].finish_reason, types.FinishReason.STOP)
        self.assertEqual(answer.usage_metadata.candidates_token_count, 8)

    def test_streams(self):
        chunks = self.stream()
        self.assertEqual("".join(c.text or "" for c in chunks), words(8))
        self.assertEqual(chunks[-1].usage_metadata.candidates_token_count, 8)

    def test_calls_a_tool(self):
        answer = self.generate(tools=[TOOL], tool_config=ANY)
        self.assertEqual(answer.function_calls[0].args, {"city": "text", "degrees": 1})

    def test_streams_a_tool_call(self):
        chunks = self.stream(tools=[TOOL], tool_config=ANY)
        calls = [call for chunk in chunks for call in chunk.function_calls or []]
        self.assertEqual(calls[0].args, {"city": "text", "degrees": 1})

    def test_takes_an_image_and_follows_a_schema(self):
        image = types.Part.from_bytes(data=base64.b64decode(IMAGE), mime_type="image/png")
        answer = self.generate(
            contents=["hi", image], response_mime_type="application/json", response_json_schema=SCHEMA
        )
        self.assertEqual(json.loads(answer.text), {"city": "text", "degrees": 1})
        self.assertGreater(answer.usage_metadata.prompt_token_count, 999)

    def test_counts_tokens(self):
        counted = self.client.models.count_tokens(model="gemini-3.8-flash", contents="hi")
        self.assertGreater(counted.total_tokens, 0)

    def test_errors_have_their_status(self):
        expected = {
            "rate_limited": (429, "RESOURCE_EXHAUSTED"),
            "auth": (401, "UNAUTHENTICATED"),
            "model_gone": (404, "NOT_FOUND"),
            "server_error": (500, "INTERNAL"),
            "overloaded": (503, "UNAVAILABLE"),
        }
        for outcome, (code, status) in expected.items():
            with self.subTest(outcome):
                self.stub.control({"kind": "error", "class": outcome})
                with self.assertRaises(errors.APIError) as caught:
                    self.generate()
                self.assertEqual((caught.exception.code, caught.exception.status), (code, status))

    def test_an_error_inside_a_stream_is_one(self):
        self.stub.control({"kind": "in_band_error"})
        with self.assertRaises(errors.ServerError):
            self.stream()

    def test_says_when_to_come_back(self):
        self.stub.control({"kind": "rate_limit", "capacity": 0, "retry_after": "3.5"})
        with self.assertRaises(errors.ClientError) as caught:
            self.generate()
        details = caught.exception.details["error"]["details"]
        self.assertIn("3.5s", [detail.get("retryDelay") for detail in details])

    def test_a_filtered_answer_says_so(self):
        self.stub.control({"kind": "content_filter"})
        self.assertEqual(self.generate().candidates[0].finish_reason, types.FinishReason.SAFETY)


if __name__ == "__main__":
    unittest.main()
