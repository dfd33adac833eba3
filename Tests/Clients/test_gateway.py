"""The official OpenAI client through the gateway, to a stand-in of every protocol."""

import json
import unittest

import clouds
import openai
from gateway import KEY, PROTOCOLS, Setting
from processes import IMAGE, SCHEMA, words

MESSAGES = [{"role": "user", "content": "hi"}]
TOOL = {"type": "function", "function": {"name": "get_weather", "parameters": SCHEMA}}
RESULT = {"city": "text", "degrees": 1}


class Through(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.setting = Setting()
        cls.client = openai.OpenAI(
            base_url=cls.setting.gateway.url + "/v1", api_key="none", max_retries=0, timeout=20
        )

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        written = cls.setting.gateway.written()
        problems = cls.setting.clouds.problems
        statuses = cls.setting.stop()
        assert set(statuses) == {0}, f"the programs ended with {statuses}\n{written[-2000:]}"
        assert problems == [], problems
        secrets = [KEY, clouds.GOOGLE_TOKEN, clouds.AZURE_TOKEN, *clouds.AWS_KEY, *clouds.TOKENS.values()]
        assert not [s[:4] for s in secrets if s in written], "a secret was written"

    def setUp(self):
        for stub in self.setting.stubs.values():
            stub.control()

    def create(self, feature, **more):
        return self.client.chat.completions.create(**{"model": feature, "messages": MESSAGES, **more})

    def each(self):
        for protocol in PROTOCOLS:
            with self.subTest(protocol):
                yield protocol


class Answers(Through):
    def test_plain(self):
        for feature in self.each():
            answer = self.create(feature)
            self.assertEqual(answer.choices[0].message.content, words(8))
            self.assertEqual(answer.choices[0].finish_reason, "stop")
            self.assertEqual(answer.usage.completion_tokens, 8)

    def test_headers_tell_who_answered(self):
        for feature in self.each():
            raw = self.client.chat.completions.with_raw_response.create(model=feature, messages=MESSAGES)
            self.assertEqual(raw.headers["x-route-endpoint"], feature)
            self.assertEqual(raw.headers["x-route-attempts"], "1")

    def test_streaming(self):
        for feature in self.each():
            chunks = list(self.create(feature, stream=True, stream_options={"include_usage": True}))
            text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
            self.assertEqual(text, words(8))
            self.assertEqual([c.usage.completion_tokens for c in chunks if c.usage], [8])
            self.assertEqual([c.choices[0].finish_reason for c in chunks if c.choices][-1], "stop")

    def test_tools(self):
        for feature in self.each():
            answer = self.create(feature, tools=[TOOL], tool_choice="required")
            message = answer.choices[0].message
            self.assertEqual(answer.choices[0].finish_reason, "tool_calls")
            self.assertEqual(json.loads(message.tool_calls[0].function.arguments), RESULT)
            asked = [{"role": "user", "content": "What is the weather?"}, message.model_dump(exclude_none=True)]
            result = {"role": "tool", "tool_call_id": message.tool_calls[0].id, "content": "18C"}
            later = self.create(feature, tools=[TOOL], messages=[*asked, result])
            self.assertEqual(later.choices[0].message.content, words(8))

    def test_streamed_tools(self):
        for feature in self.each():
            chunks = self.create(feature, tools=[TOOL], tool_choice="required", stream=True)
            calls = [c.choices[0].delta.tool_calls for c in chunks if c.choices]
            pieces = [call[0].function.arguments or "" for call in calls if call]
            self.assertEqual(json.loads("".join(pieces)), RESULT)

    def test_image(self):
        url = "data:image/png;base64," + IMAGE
        content = [{"type": "text", "text": "hi"}, {"type": "image_url", "image_url": {"url": url}}]
        for feature in self.each():
            answer = self.create(feature, messages=[{"role": "user", "content": content}])
            self.assertEqual(answer.choices[0].message.content, words(8))
            self.assertGreater(answer.usage.prompt_tokens, 999)

    def test_schema(self):
        wanted = {"type": "json_schema", "json_schema": {"name": "o", "schema": SCHEMA, "strict": True}}
        for feature in self.each():
            answer = self.create(feature, response_format=wanted)
            self.assertEqual(json.loads(answer.choices[0].message.content), RESULT)

    def test_json_without_a_schema(self):
        messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Answer in JSON."}]
        for feature in self.each():
            answer = self.create(feature, messages=messages, response_format={"type": "json_object"})
            self.assertEqual(json.loads(answer.choices[0].message.content), {"answer": "text"})
            chunks = self.create(feature, messages=messages, response_format={"type": "json_object"}, stream=True)
            text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
            self.assertEqual(json.loads(text), {"answer": "text"})

    def test_limit_and_system(self):
        messages = [{"role": "system", "content": "Be brief."}, *MESSAGES]
        for feature in self.each():
            answer = self.create(feature, messages=messages, max_tokens=3)
            self.assertEqual(answer.choices[0].finish_reason, "length")
            self.assertEqual(answer.choices[0].message.content, words(3))

    def test_models_are_features(self):
        names = [model.id for model in self.client.models.list()]
        self.assertTrue(set(PROTOCOLS) <= set(names), names)

    def test_an_unknown_feature_is_not_found(self):
        with self.assertRaises(openai.NotFoundError) as caught:
            self.create("nothing")
        self.assertEqual(caught.exception.code, "model_not_found")


class Failover(Through):
    FAULTS = [
        {"kind": "error", "class": "server_error"},
        {"kind": "error", "class": "overloaded"},
        {"kind": "error", "class": "auth"},
        {"kind": "rate_limit", "capacity": 0, "retry_after": "30"},
        {"kind": "rate_limit", "capacity": 0, "retry_after": None},
        {"kind": "quota_exhausted"},
        {"kind": "model_gone"},
        {"kind": "connect"},
        {"kind": "blackhole"},
        {"kind": "empty_success"},
        {"kind": "in_band_error", "before_first_token": True},
        {"kind": "in_band_error"},
        {"kind": "cut_stream"},
        {"kind": "stall_stream"},
        {"kind": "malformed"},
    ]

    def test_every_fault_of_every_protocol(self):
        """A caller of a feature with a healthy backup sees the right answer, and the primary was asked."""
        for fault in self.FAULTS:
            gateway = self.setting.start()
            client = openai.OpenAI(base_url=gateway.url + "/v1", api_key="none", max_retries=0, timeout=20)
            for protocol in PROTOCOLS:
                stub = self.setting.stubs[protocol]
                stub.control(fault)
                for use in ("whole", "stream"):
                    with self.subTest(protocol=protocol, fault=fault, use=use):
                        struck = stub.status()["faults"][0]["struck"]
                        text, reason = self.ask(client, f"{protocol}-{use}", use == "stream")
                        self.assertEqual(text, words(8))
                        self.assertEqual(reason, "stop")
                        self.assertGreater(stub.status()["faults"][0]["struck"], struck)
                stub.control()
            client.close()
            self.assertEqual(gateway.stop(), 0)
            gateway.remove()

    def ask(self, client, feature, is_streaming):
        answer = client.chat.completions.create(model=feature, messages=MESSAGES, stream=is_streaming)
        if not is_streaming:
            return answer.choices[0].message.content, answer.choices[0].finish_reason
        chunks = [chunk for chunk in answer if chunk.choices]
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
        return text, chunks[-1].choices[0].finish_reason


class Typed(Through):
    """Without a backup every fault ends in a typed error, never in a clean end."""

    def test_broken_streams(self):
        for kind in ("cut_stream", "in_band_error", "malformed"):
            for protocol in PROTOCOLS:
                with self.subTest(protocol=protocol, kind=kind):
                    self.setting.stubs[protocol].control({"kind": kind})
                    with self.assertRaises(openai.APIError):
                        list(self.create(protocol, stream=True))
                    self.setting.stubs[protocol].control()


if __name__ == "__main__":
    unittest.main()
