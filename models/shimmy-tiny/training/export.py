"""Writes a checkpoint as GGUF: matrices in Q8_0, norms in F32, with vocabulary, chat template and card.

    python export.py --checkpoint checkpoint.pt --tokenizer tokenizer.model --out ../shimmy-tiny.gguf
"""

import argparse
from pathlib import Path

import gguf
import sentencepiece
import torch

from model import ModelShape
from tokenizer import BEGIN, END, MARKUP_TOKENS, TURN_END, UNKNOWN

TEMPLATE = Path(__file__).parent.parent / "chat-template.jinja"
DESCRIPTION = (
    "The small demonstration model built into Shimmy: small talk, simple sums, short stories, tool calls "
    "and questions about Shimmy itself. English only; not for real work."
)
LAYER_NAMES = {
    "attention_norm": "attn_norm",
    "attention.query": "attn_q",
    "attention.key": "attn_k",
    "attention.value": "attn_v",
    "attention.output": "attn_output",
    "feed_forward_norm": "ffn_norm",
    "feed_forward.gate": "ffn_gate",
    "feed_forward.up": "ffn_up",
    "feed_forward.down": "ffn_down",
}


def tensor_name(name: str) -> str:
    """llama.cpp's name of a parameter of `model.py`."""
    if name == "embedding.weight":
        return "token_embd.weight"
    if name == "norm.weight":
        return "output_norm.weight"
    _, layer, rest = name.split(".", 2)
    return f"blk.{layer}.{LAYER_NAMES[rest.removesuffix('.weight')]}.weight"


def write_description(writer: gguf.GGUFWriter, shape: ModelShape) -> None:
    writer.add_type("model")
    writer.add_name("shimmy-tiny")
    writer.add_basename("shimmy-tiny")
    writer.add_author("The Shimmy authors")
    writer.add_license("mit")
    writer.add_license_name("MIT")
    writer.add_description(DESCRIPTION)
    writer.add_size_label("5M")
    writer.add_languages(["en"])
    writer.add_tags(["text-generation", "demonstration"])
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_context_length(shape.context_length)
    writer.add_embedding_length(shape.embedding_length)
    writer.add_block_count(shape.layer_count)
    writer.add_feed_forward_length(shape.feed_forward_length)
    writer.add_head_count(shape.head_count)
    writer.add_head_count_kv(shape.key_value_head_count)
    writer.add_layer_norm_rms_eps(shape.norm_epsilon)
    writer.add_rope_dimension_count(shape.head_length)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_vocab_size(shape.vocabulary_size)


def write_vocabulary(writer: gguf.GGUFWriter, path: Path) -> None:
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(path))
    size = pieces.vocab_size()
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([pieces.id_to_piece(token) for token in range(size)])
    writer.add_token_scores([pieces.get_score(token) for token in range(size)])
    writer.add_token_types([token_type(pieces, token) for token in range(size)])
    writer.add_unk_token_id(UNKNOWN)
    writer.add_bos_token_id(BEGIN)
    writer.add_eos_token_id(END)
    writer.add_eot_token_id(TURN_END)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(TEMPLATE.read_text())


def token_type(pieces: sentencepiece.SentencePieceProcessor, token: int) -> gguf.TokenType:
    if pieces.is_unknown(token):
        return gguf.TokenType.UNKNOWN
    if pieces.is_control(token):
        return gguf.TokenType.CONTROL
    if pieces.is_byte(token):
        return gguf.TokenType.BYTE
    if pieces.id_to_piece(token) in MARKUP_TOKENS:
        return gguf.TokenType.USER_DEFINED
    return gguf.TokenType.NORMAL


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()

    writer = gguf.GGUFWriter(arguments.out, "llama")
    write_description(writer, ModelShape())
    write_vocabulary(writer, arguments.tokenizer)
    for name, parameter in torch.load(arguments.checkpoint, weights_only=True)["model"].items():
        values = parameter.float().numpy()
        if values.ndim == 2:
            packed = gguf.quantize(values, gguf.GGMLQuantizationType.Q8_0)
            writer.add_tensor(tensor_name(name), packed, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
        else:
            writer.add_tensor(tensor_name(name), values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main()
