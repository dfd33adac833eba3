"""A real language model server through the gateway, which is what `openai-compatible` is for."""

import os
import sys
import tempfile
import unittest

import openai
from gateway import Gateway
from processes import SCHEMA, Process, free_port

ASKED = [{"role": "user", "content": "Tell me something."}]
TOOL = {"type": "function", "function": {"name": "get_weather", "parameters": SCHEMA}}


class Llama(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        port = free_port()
        server = Process(sys.executable, "llama.py", os.path.join(folder.name, "tiny.gguf"), str(port), port=port)
        cls.addClassCleanup(server.stop)
        cls.gateway = Gateway(
            [{"id": "tiny", "provider": "llama", "model": "tiny"}],
            [{"id": "chat", "primary": "tiny"}],
            {"llama": {"kind": "openai-compatible", "base_url": f"http://127.0.0.1:{port}/v1"}},
        )
        cls.addClassCleanup(cls.gateway.remove)
        cls.addClassCleanup(cls.gateway.stop)
        cls.direct, cls.through = (
            openai.OpenAI(base_url=url + "/v1", api_key="none", max_retries=0, timeout=20)
            for url in (f"http://127.0.0.1:{port}", cls.gateway.url)
        )
        cls.addClassCleanup(cls.direct.close)
        cls.addClassCleanup(cls.through.close)

    def ask(self, client, **more):
        return client.chat.completions.create(
            **{"model": "chat", "messages": ASKED, "max_tokens": 24, "temperature": 0, **more}
        )

    def test_says_through_the_gateway_what_it_says_without(self):
        wanted, found = self.ask(self.direct), self.ask(self.through)
        self.assertEqual(found.choices[0].message.content, wanted.choices[0].message.content)
        self.assertGreater(len(found.choices[0].message.content.split()), 8)
        self.assertEqual(found.choices[0].finish_reason, wanted.choices[0].finish_reason)
        self.assertEqual(found.usage.completion_tokens, wanted.usage.completion_tokens)

    def test_streams_token_by_token(self):
        wanted = self.ask(self.direct).choices[0].message.content
        chunks = list(self.ask(self.through, stream=True, stream_options={"include_usage": True}))
        pieces = [c.choices[0].delta.content for c in chunks if c.choices and c.choices[0].delta.content]
        self.assertEqual("".join(pieces), wanted)
        self.assertGreater(len(pieces), 8)
        self.assertEqual([c.choices[0].finish_reason for c in chunks if c.choices][-1], "length")
        self.assertEqual([c.usage.completion_tokens for c in chunks if c.usage], [24])

    def test_follows_a_schema(self):
        wanted = {"type": "json_schema", "json_schema": {"name": "o", "schema": {"enum": ["red", "blue"]}}}
        answer = self.ask(self.through, response_format=wanted)
        self.assertIn(answer.choices[0].message.content, ('"red"', '"blue"'))

    def test_a_wrong_wish_stays_its_error(self):
        with self.assertRaises(openai.BadRequestError) as caught:
            self.ask(self.through, messages=[{"role": "user", "content": "word " * 5000}])
        self.assertEqual(caught.exception.type, "invalid_request_error")


if __name__ == "__main__":
    unittest.main()
