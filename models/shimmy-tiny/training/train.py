"""Trains shimmy-tiny. Stop it at any time: the same command goes on from the last checkpoint.

    python train.py --data data.jsonl --tokenizer tokenizer.model --out checkpoint.pt --steps 12000
"""

import argparse
import time
from pathlib import Path

import numpy
import torch
from torch.nn import functional

from dataset import Batch, Documents
from model import ModelShape, TinyLlama
from muon import Muon
from tokenizer import Tokenizer

TOKENS_PER_BATCH = 8_192
WARM_UP_STEPS = 100
#: Share of the steps over which the learning rate falls to zero, in a line.
COOL_DOWN_SHARE = 0.6
CHECKPOINT_EVERY_STEPS = 100
SEED = 1


def learning_rate_factor(step: int, steps: int) -> float:
    warm_up = min(1.0, (step + 1) / WARM_UP_STEPS)
    return warm_up * min(1.0, (steps - step) / (steps * COOL_DOWN_SHARE))


def loss_of(model: TinyLlama, hidden_states, batch: Batch) -> torch.Tensor:
    """Mean cross entropy in nats over the learnt places; logits are computed for those alone."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = hidden_states(batch.tokens, batch.positions, batch.documents)
        logits = model.logits(hidden[batch.learnt])
    return functional.cross_entropy(logits.float(), batch.targets[batch.learnt])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=12_000)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()

    torch.manual_seed(SEED)
    torch.set_num_threads(arguments.threads)
    # backward in this thread: another one would have worker threads of its own, which spin beside these
    torch.autograd.set_multithreading_enabled(False)
    model = TinyLlama(ModelShape())
    matrices = [parameter for parameter in model.layers.parameters() if parameter.ndim == 2]
    others = [parameter for parameter in model.parameters() if parameter.ndim != 2]
    optimisers = [
        Muon(matrices, lr=0.01, weight_decay=0.05),
        torch.optim.AdamW([*others, model.embedding.weight], lr=2e-3, betas=(0.9, 0.98), weight_decay=0.0),
    ]
    base_rates = [group["lr"] for optimiser in optimisers for group in optimiser.param_groups]

    step = 0
    if arguments.out.exists():
        stored = torch.load(arguments.out, weights_only=True)
        model.load_state_dict(stored["model"])
        for optimiser, state in zip(optimisers, stored["optimisers"], strict=True):
            optimiser.load_state_dict(state)
        step = stored["step"]
        print(f"going on from step {step}", flush=True)

    documents = Documents.load(arguments.data, Tokenizer(arguments.tokenizer))
    parameters = sum(parameter.numel() for parameter in model.parameters())
    print(f"{parameters:,} parameters, {len(documents):,} documents, {len(documents.ids):,} tokens", flush=True)

    def endless_batches():
        epoch = step  # another order after each resumption
        while True:
            yield from documents.batches(TOKENS_PER_BATCH, numpy.random.default_rng((SEED, epoch)))
            epoch += 1

    hidden_states = torch.compile(model.hidden_states, dynamic=False)
    started, mean_loss = time.monotonic(), None
    for batch in endless_batches():
        if step >= arguments.steps:
            break
        factor = learning_rate_factor(step, arguments.steps)
        groups = [group for optimiser in optimisers for group in optimiser.param_groups]
        for group, rate in zip(groups, base_rates, strict=True):
            group["lr"] = rate * factor
        loss = loss_of(model, hidden_states, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimiser in optimisers:
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        step += 1
        mean_loss = loss.item() if mean_loss is None else 0.95 * mean_loss + 0.05 * loss.item()
        if step % 20 == 0:
            print(f"step {step} loss {mean_loss:.4f} seconds {time.monotonic() - started:.0f}", flush=True)
        if step % CHECKPOINT_EVERY_STEPS == 0 or step == arguments.steps:
            save(arguments.out, model, optimisers, step)


def save(path: Path, model: TinyLlama, optimisers, step: int) -> None:
    """Written beside and renamed, so that a kill leaves a whole checkpoint."""
    partial = path.with_suffix(".partial")
    states = [optimiser.state_dict() for optimiser in optimisers]
    torch.save({"model": model.state_dict(), "optimisers": states, "step": step}, partial)
    partial.replace(path)


if __name__ == "__main__":
    main()
