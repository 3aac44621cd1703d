"""The vocabulary: SentencePiece BPE with a token for every byte, so that any text can be written.

    python tokenizer.py --data data.jsonl --out tokenizer.model
"""

import argparse
import itertools
import json
import re
from pathlib import Path

import sentencepiece

VOCABULARY_SIZE = 2048
UNKNOWN, BEGIN, END, TURN_START, TURN_END = range(5)
CONTROL_TOKENS = ["<|im_start|>", "<|im_end|>"]
MARKUP_TOKENS = ["<tool_call>", "</tool_call>", "<tools>", "</tools>"]
#: Enough lines for the merges to settle; more cost time only.
TRAINING_SAMPLES = 120_000

SPECIAL = re.compile("(" + "|".join(re.escape(token) for token in ["</s>", *CONTROL_TOKENS]) + ")")
SPECIAL_IDS = {"</s>": END, "<|im_start|>": TURN_START, "<|im_end|>": TURN_END}


class Tokenizer:
    def __init__(self, path: Path) -> None:
        self.processor = sentencepiece.SentencePieceProcessor(model_file=str(path))

    def encode(self, text: str) -> list[int]:
        """Token ids of text; control tokens in it count as such. No token is put before it."""
        ids: list[int] = []
        for part in SPECIAL.split(text):
            if part in SPECIAL_IDS:
                ids.append(SPECIAL_IDS[part])
            elif part:
                ids.extend(self.processor.encode(part))
        return ids


def train(data: Path, out: Path) -> None:
    with data.open() as lines:
        samples = ["".join(json.loads(line)) for line in itertools.islice(lines, TRAINING_SAMPLES)]
    texts = (line for sample in samples for part in SPECIAL.split(sample) for line in part.split("\n"))
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(line for line in texts if line and line not in SPECIAL_IDS),
        model_writer=(writer := out.open("wb")),
        model_type="bpe",
        vocab_size=VOCABULARY_SIZE,
        byte_fallback=True,
        split_digits=True,
        character_coverage=1.0,
        required_chars="".join(chr(code) for code in range(33, 127)),
        # the text reaches the model as it was written
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        add_dummy_prefix=False,
        control_symbols=CONTROL_TOKENS,
        user_defined_symbols=MARKUP_TOKENS,
        unk_id=UNKNOWN,
        bos_id=BEGIN,
        eos_id=END,
        pad_id=-1,
        num_threads=2,
        minloglevel=1,
    )
    writer.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    train(arguments.data, arguments.out)
