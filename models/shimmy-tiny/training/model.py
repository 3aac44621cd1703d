"""The network: a small Llama, written so that every tensor goes into GGUF as it is.

Two choices follow from llama.cpp. Rotary position embedding turns neighbouring pairs (2i, 2i+1), which
is what llama.cpp's `llama` architecture expects, so that no weight is permuted at export. The output
matrix is the embedding matrix; a GGUF file without `output.weight` means just that.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as functional
from torch import Tensor, nn


@dataclass(frozen=True)
class ModelShape:
    """Sizes of the network. Heads of 64 numbers: the shortest that llama.cpp's AVX-512 code is fast with."""

    vocabulary_size: int = 2048
    context_length: int = 2048
    layer_count: int = 6
    embedding_length: int = 256
    feed_forward_length: int = 704
    head_count: int = 4
    key_value_head_count: int = 2
    rope_base: float = 10_000.0
    norm_epsilon: float = 1e-5

    @property
    def head_length(self) -> int:
        return self.embedding_length // self.head_count


def rotary_table(shape: ModelShape) -> Tensor:
    """Angles of every position as (context, head / 2, 2): cosine and sine. Su et al. 2021, arXiv:2104.09864."""
    half = shape.head_length // 2
    frequencies = shape.rope_base ** (-torch.arange(half, dtype=torch.float32) / half)
    angles = torch.outer(torch.arange(shape.context_length, dtype=torch.float32), frequencies)
    return torch.stack((angles.cos(), angles.sin()), dim=-1)


def rotate(heads: Tensor, angles: Tensor) -> Tensor:
    """Turns each pair (2i, 2i+1) of (batch, head, position, head length) by its position's angle."""
    pairs = heads.unflatten(-1, (-1, 2))
    cosine, sine = angles[..., 0].to(heads.dtype), angles[..., 1].to(heads.dtype)
    first, second = pairs[..., 0], pairs[..., 1]
    return torch.stack((first * cosine - second * sine, first * sine + second * cosine), dim=-1).flatten(-2)


class Attention(nn.Module):
    """Causal attention in which several query heads share one key and value head (arXiv:2305.13245)."""

    def __init__(self, shape: ModelShape) -> None:
        super().__init__()
        self.shape = shape
        width, key_width = shape.embedding_length, shape.key_value_head_count * shape.head_length
        self.query = nn.Linear(width, width, bias=False)
        self.key = nn.Linear(width, key_width, bias=False)
        self.value = nn.Linear(width, key_width, bias=False)
        self.output = nn.Linear(width, width, bias=False)

    def forward(self, hidden: Tensor, angles: Tensor, hidden_from_view: Tensor) -> Tensor:
        def split(values: Tensor) -> Tensor:
            return values.unflatten(-1, (-1, self.shape.head_length)).transpose(1, 2)

        query = rotate(split(self.query(hidden)), angles)
        key = rotate(split(self.key(hidden)), angles)
        group = self.shape.head_count // self.shape.key_value_head_count
        # Written out: for short rows on a CPU, twice as fast as the fused kernel and its backward pass.
        key = key.repeat_interleave(group, dim=1)
        value = split(self.value(hidden)).repeat_interleave(group, dim=1)
        scores = (query @ key.transpose(-1, -2)) * self.shape.head_length**-0.5
        weights = scores.float().masked_fill(hidden_from_view, float("-inf")).softmax(dim=-1).to(value.dtype)
        return self.output((weights @ value).transpose(1, 2).flatten(-2))


class FeedForward(nn.Module):
    """SwiGLU (arXiv:2002.05202)."""

    def __init__(self, shape: ModelShape) -> None:
        super().__init__()
        self.gate = nn.Linear(shape.embedding_length, shape.feed_forward_length, bias=False)
        self.up = nn.Linear(shape.embedding_length, shape.feed_forward_length, bias=False)
        self.down = nn.Linear(shape.feed_forward_length, shape.embedding_length, bias=False)

    def forward(self, hidden: Tensor) -> Tensor:
        return self.down(functional.silu(self.gate(hidden)) * self.up(hidden))


class Layer(nn.Module):
    def __init__(self, shape: ModelShape) -> None:
        super().__init__()
        self.attention_norm = nn.RMSNorm(shape.embedding_length, eps=shape.norm_epsilon)
        self.attention = Attention(shape)
        self.feed_forward_norm = nn.RMSNorm(shape.embedding_length, eps=shape.norm_epsilon)
        self.feed_forward = FeedForward(shape)

    def forward(self, hidden: Tensor, angles: Tensor, hidden_from_view: Tensor) -> Tensor:
        hidden = hidden + self.attention(self.attention_norm(hidden), angles, hidden_from_view)
        return hidden + self.feed_forward(self.feed_forward_norm(hidden))


class TinyLlama(nn.Module):
    """A row of tokens may hold several documents one after another; none of them sees another."""

    def __init__(self, shape: ModelShape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary_size, shape.embedding_length)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layer_count))
        self.norm = nn.RMSNorm(shape.embedding_length, eps=shape.norm_epsilon)
        self.register_buffer("table", rotary_table(shape), persistent=False)
        self.apply(self._initialise)

    def _initialise(self, module: nn.Module) -> None:
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, std=0.02)
        # Residual branches start small, so that depth does not grow the sum (GPT-2).
        if isinstance(module, Attention):
            nn.init.normal_(module.output.weight, std=0.02 / (2 * self.shape.layer_count) ** 0.5)
        if isinstance(module, FeedForward):
            nn.init.normal_(module.down.weight, std=0.02 / (2 * self.shape.layer_count) ** 0.5)

    def hidden_states(self, tokens: Tensor, positions: Tensor, documents: Tensor) -> Tensor:
        """
        Last hidden states (batch, place, embedding).

        All arguments are (batch, place): token ids, positions within the document, and the documents' numbers.
        """
        places = torch.arange(tokens.shape[1], device=tokens.device)
        future = places[None, :] > places[:, None]
        foreign = documents[:, :, None] != documents[:, None, :]
        hidden_from_view = (future | foreign)[:, None]
        angles = self.table[positions][:, None]
        hidden = self.embedding(tokens)
        for layer in self.layers:
            hidden = layer(hidden, angles, hidden_from_view)
        return self.norm(hidden)

    def logits(self, hidden: Tensor) -> Tensor:
        """Logits (…, vocabulary) of hidden states (…, embedding)."""
        return functional.linear(hidden, self.embedding.weight)
