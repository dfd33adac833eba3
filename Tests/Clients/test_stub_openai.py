"""The official OpenAI client against the stand-ins for OpenAI and Azure."""

import base64
import json
import unittest

import openai
from processes import IMAGE, SCHEMA, StubTest, words

MESSAGES = [{"role": "user", "content": "hi"}]
TOOL = {"type": "function", "function": {"name": "get_weather", "parameters": SCHEMA}}


class OpenAI(StubTest):
    protocol = "openai"

    def setUp(self):
        super().setUp()
        self.client = self.make()
        self.addCleanup(self.client.close)

    def make(self):
        return openai.OpenAI(base_url=self.stub.url + "/v1", api_key="none", max_retries=0, timeout=10)

    def create(self, **more):
        return self.client.chat.completions.create(
            **{"model": "gpt-4o-mini", "messages": MESSAGES, **more}
        )

    def test_answers_whole(self):
        answer = self.create()
        self.assertEqual(answer.choices[0].message.content, words(8))
        self.assertEqual(answer.choices[0].finish_reason, "stop")
        self.assertEqual(answer.usage.completion_tokens, 8)
        self.assertEqual(answer.usage.total_tokens, answer.usage.prompt_tokens + 8)

    def test_streams(self):
        chunks = list(self.create(stream=True, stream_options={"include_usage": True}))
        text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
        self.assertEqual(text, words(8))
        self.assertEqual([c.usage.completion_tokens for c in chunks if c.usage], [8])
        plain = list(self.create(stream=True))
        self.assertTrue(all(c.usage is None for c in plain))

    def test_streams_through_the_accumulator(self):
        with self.client.chat.completions.stream(model="m", messages=MESSAGES, tools=[strict()]) as stream:
            final = stream.get_final_completion()
        self.assertEqual(final.choices[0].message.content, words(8))

    def test_calls_a_tool(self):
        answer = self.create(tools=[TOOL], tool_choice="required")
        call = answer.choices[0].message.tool_calls[0]
        self.assertEqual(answer.choices[0].finish_reason, "tool_calls")
        self.assertEqual(json.loads(call.function.arguments), {"city": "text", "degrees": 1})
        later = self.create(
            tools=[TOOL],
            messages=[
                {"role": "user", "content": "What is the weather?"},
                answer.choices[0].message,
                {"role": "tool", "tool_call_id": call.id, "content": "18C"},
            ],
        )
        self.assertEqual(later.choices[0].finish_reason, "stop")

    def test_streams_a_tool_call(self):
        chunks = list(self.create(tools=[TOOL], tool_choice="required", stream=True))
        pieces = [c.choices[0].delta.tool_calls[0] for c in chunks if c.choices and c.choices[0].delta.tool_calls]
        self.assertEqual(pieces[0].function.name, "get_weather")
        arguments = "".join(p.function.arguments for p in pieces)
        self.assertEqual(json.loads(arguments), {"city": "text", "degrees": 1})

    def test_follows_a_schema(self):
        answer = self.create(
            response_format={"type": "json_schema", "json_schema": {"name": "o", "schema": SCHEMA, "strict": True}}
        )
        self.assertEqual(json.loads(answer.choices[0].message.content), {"city": "text", "degrees": 1})

    def test_takes_an_image(self):
        base64.b64decode(IMAGE)
        url = "data:image/png;base64," + IMAGE
        content = [{"type": "text", "text": "hi"}, {"type": "image_url", "image_url": {"url": url}}]
        answer = self.create(messages=[{"role": "user", "content": content}])
        self.assertGreater(answer.usage.prompt_tokens, 1000)

    def test_keeps_to_a_limit(self):
        answer = self.create(max_completion_tokens=3)
        self.assertEqual(answer.choices[0].message.content, words(3))
        self.assertEqual(answer.choices[0].finish_reason, "length")

    def test_lists_models(self):
        self.assertIn("gpt-6.1-sol", [model.id for model in self.client.models.list()])
        with self.assertRaises(openai.NotFoundError):
            self.client.models.retrieve("nothing")

    def test_errors_have_their_types(self):
        expected = {
            "rate_limited": openai.RateLimitError,
            "quota_exhausted": openai.RateLimitError,
            "auth": openai.AuthenticationError,
            "model_gone": openai.NotFoundError,
            "invalid_request": openai.BadRequestError,
            "server_error": openai.InternalServerError,
            "overloaded": openai.InternalServerError,
            "connect": openai.APIConnectionError,
        }
        for outcome, error in expected.items():
            with self.subTest(outcome):
                self.stub.control({"kind": "error", "class": outcome})
                with self.assertRaises(error):
                    self.create()

    def test_says_when_to_come_back(self):
        self.stub.control({"kind": "rate_limit", "capacity": 0, "retry_after": "7"})
        with self.assertRaises(openai.RateLimitError) as caught:
            self.create()
        self.assertEqual(caught.exception.response.headers["retry-after"], "7")

    def test_an_error_inside_a_stream_is_one(self):
        self.stub.control({"kind": "in_band_error"})
        with self.assertRaises(openai.APIError):
            list(self.create(stream=True))

    def test_a_cut_stream_has_no_finish_reason(self):
        self.stub.control({"kind": "cut_stream"})
        chunks = list(self.create(stream=True))
        self.assertTrue(all(c.choices[0].finish_reason is None for c in chunks if c.choices))

    def test_a_malformed_event_is_no_json(self):
        self.stub.control({"kind": "malformed"})
        with self.assertRaises(ValueError):
            list(self.create(stream=True))


def strict():
    return {"type": "function", "function": {**TOOL["function"], "strict": True}}


class Azure(OpenAI):
    protocol = "azure"

    def make(self):
        return openai.AzureOpenAI(
            azure_endpoint=self.stub.url, api_key="none", api_version="2024-10-21", max_retries=0, timeout=10
        )

    def test_says_when_to_come_back(self):
        super().test_says_when_to_come_back()
        with self.assertRaises(openai.RateLimitError) as caught:
            self.create()
        self.assertEqual(caught.exception.response.headers["retry-after-ms"], "7000")
        self.assertEqual(caught.exception.code, "429")

    def test_a_filtered_prompt_has_its_code(self):
        self.stub.control({"kind": "content_filter"})
        with self.assertRaises(openai.BadRequestError) as caught:
            self.create()
        self.assertEqual(caught.exception.code, "content_filter")


class AzureVersion1(OpenAI):
    protocol = "azure"

    def make(self):
        return openai.OpenAI(base_url=self.stub.url + "/openai/v1/", api_key="none", max_retries=0, timeout=10)


if __name__ == "__main__":
    unittest.main()
