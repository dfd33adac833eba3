"""llama.py FILE PORT: a language model server that nobody of this project wrote, over a tiny model with random weights.

The model is made here: it says real words in an order that means nothing, always the same at temperature 0.
"""

import itertools
import os
import signal
import sys
import threading

import gguf
import numpy
import xllamacpp

WIDTH, LAYERS, HEADS, INNER, CONTEXT = 64, 2, 2, 128, 1024
SYLLABLES = "ba co di fu ga ho ji ke la mo ni pu ra so ti ve wa zo".split()
TEMPLATE = "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}assistant:"


def vocabulary():
    """Tokens with their kinds and scores: control, every byte, every letter, and words of two syllables."""
    kind = gguf.TokenType
    tokens = [("<unk>", kind.UNKNOWN, 0.0), ("<s>", kind.CONTROL, 0.0), ("</s>", kind.CONTROL, 0.0)]
    tokens += [(f"<0x{byte:02X}>", kind.BYTE, 0.0) for byte in range(256)]
    tokens += [(chr(code), kind.NORMAL, -50.0) for code in range(33, 127)] + [("▁", kind.NORMAL, -50.0)]
    words = ["▁" + "".join(pair) for pair in itertools.product(SYLLABLES, repeat=2)]
    return tokens + [(word, kind.NORMAL, -1.0 - place / 1000) for place, word in enumerate(words)], len(words)


def write(path):
    chance = numpy.random.default_rng(1)
    tokens, word_count = vocabulary()
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list([text for text, _, _ in tokens])
    writer.add_token_types([kind for _, kind, _ in tokens])
    writer.add_token_scores([score for _, _, score in tokens])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_chat_template(TEMPLATE)

    def add(name, *shape):
        weights = chance.standard_normal(shape, numpy.float32) / numpy.float32(shape[-1] ** 0.5)
        writer.add_tensor(name + ".weight", weights)
        return weights

    writer.add_tensor("token_embd.weight", chance.standard_normal((len(tokens), WIDTH), numpy.float32))
    says = chance.standard_normal((len(tokens), WIDTH), numpy.float32)
    # Nothing but words is ever said, and so no end either.
    says[:-word_count] = 0
    writer.add_tensor("output.weight", says)
    writer.add_tensor("output_norm.weight", numpy.ones(WIDTH, numpy.float32))
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        for norm in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"{block}{norm}.weight", numpy.ones(WIDTH, numpy.float32))
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(block + part, WIDTH, WIDTH)
        add(block + "ffn_gate", INNER, WIDTH)
        add(block + "ffn_up", INNER, WIDTH)
        add(block + "ffn_down", WIDTH, INNER)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def serve(path, port):
    write(path)
    wishes = xllamacpp.CommonParams()
    wishes.model.path = path
    wishes.port = port
    wishes.n_ctx = CONTEXT
    wishes.cpuparams.n_threads = 1
    # Serves for as long as somebody holds it.
    server = xllamacpp.Server(wishes)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    print(server.listening_address, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
