"""The official Anthropic client against the stand-ins for Anthropic and for Claude on Vertex."""

import unittest

import anthropic
from processes import IMAGE, SCHEMA, StubTest, words

MESSAGES = [{"role": "user", "content": "hi"}]
TOOL = {"name": "get_weather", "input_schema": SCHEMA}


class Anthropic(StubTest):
    protocol = "anthropic"

    def setUp(self):
        super().setUp()
        self.client = self.make()
        self.addCleanup(self.client.close)

    def make(self):
        return anthropic.Anthropic(base_url=self.stub.url, api_key="none", max_retries=0, timeout=10)

    def create(self, **more):
        return self.client.messages.create(
            **{"model": "claude-sonnet-5-5", "max_tokens": 64, "messages": MESSAGES, **more}
        )

    def test_answers_whole(self):
        answer = self.create()
        self.assertEqual(answer.content[0].text, words(8))
        self.assertEqual(answer.stop_reason, "end_turn")
        self.assertEqual(answer.usage.output_tokens, 8)

    def test_streams(self):
        with self.client.messages.stream(model="claude-sonnet-5-5", max_tokens=64, messages=MESSAGES) as stream:
            self.assertEqual("".join(stream.text_stream), words(8))
            final = stream.get_final_message()
        self.assertEqual(final.stop_reason, "end_turn")
        self.assertEqual(final.usage.output_tokens, 8)

    def test_calls_a_tool(self):
        answer = self.create(tools=[TOOL], tool_choice={"type": "any"})
        self.assertEqual(answer.stop_reason, "tool_use")
        self.assertEqual(answer.content[0].input, {"city": "text", "degrees": 1})

    def test_streams_a_tool_call(self):
        with self.client.messages.stream(
            model="m", max_tokens=64, messages=[{"role": "user", "content": "the weather?"}], tools=[TOOL]
        ) as stream:
            final = stream.get_final_message()
        self.assertEqual(final.content[0].input, {"city": "text", "degrees": 1})

    def test_goes_on_from_a_prefill(self):
        answer = self.create(messages=MESSAGES + [{"role": "assistant", "content": words(5)}])
        self.assertEqual(words(5) + answer.content[0].text, words(8))

    def test_takes_an_image(self):
        source = {"type": "base64", "media_type": "image/png", "data": IMAGE}
        answer = self.create(messages=[{"role": "user", "content": [{"type": "image", "source": source}]}])
        self.assertGreater(answer.usage.input_tokens, 999)

    def test_keeps_to_a_limit(self):
        self.assertEqual(self.create(max_tokens=3).stop_reason, "max_tokens")

    def test_errors_have_their_types(self):
        expected = {
            "rate_limited": anthropic.RateLimitError,
            "auth": anthropic.AuthenticationError,
            "permission": anthropic.PermissionDeniedError,
            "model_gone": anthropic.NotFoundError,
            "invalid_request": anthropic.BadRequestError,
            "server_error": anthropic.InternalServerError,
            "overloaded": anthropic.InternalServerError,
            "connect": anthropic.APIConnectionError,
        }
        for outcome, error in expected.items():
            with self.subTest(outcome):
                self.stub.control({"kind": "error", "class": outcome})
                with self.assertRaises(error):
                    self.create()

    def test_an_error_inside_a_stream_is_one(self):
        self.stub.control({"kind": "in_band_error"})
        with self.assertRaises(anthropic.APIStatusError), self.client.messages.stream(
            model="m", max_tokens=64, messages=MESSAGES
        ) as stream:
            stream.get_final_message()


class Direct(Anthropic):
    def test_lists_models_and_counts_tokens(self):
        self.assertIn("claude-sonnet-5-5", [model.id for model in self.client.models.list()])
        count = self.client.messages.count_tokens(model="m", messages=MESSAGES)
        self.assertGreater(count.input_tokens, 0)

    def test_a_spend_limit_has_its_code(self):
        self.stub.control({"kind": "quota_exhausted"})
        with self.assertRaises(anthropic.RateLimitError) as caught:
            self.create()
        self.assertEqual(caught.exception.body["error"]["details"]["error_code"], "enforced_spend_limit_reached")
        self.assertNotIn("retry-after", caught.exception.response.headers)


class Vertex(Anthropic):
    protocol = "vertex"

    def make(self):
        return anthropic.AnthropicVertex(
            base_url=self.stub.url + "/v1", project_id="p", region="us-east5", access_token="none",
            max_retries=0, timeout=10,
        )  # fmt: skip


if __name__ == "__main__":
    unittest.main()
