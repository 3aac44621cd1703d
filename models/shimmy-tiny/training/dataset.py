"""Samples as rows of tokens: packed, so that hardly a place is padding."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy
import torch
from torch import Tensor

from tokenizer import BEGIN, Tokenizer

#: Places of a row, each with the longest document that goes there.
ROW_LENGTHS = (128, 256, 512, 2048)
#: Share of the given tokens that is learnt too: it teaches the words of the questions.
GIVEN_SHARE = 0.12


@dataclass(frozen=True)
class Batch:
    """All (row, place)."""

    tokens: Tensor
    targets: Tensor
    learnt: Tensor
    positions: Tensor
    documents: Tensor


@dataclass(frozen=True)
class Documents:
    """Token ids of all samples end to end; document i is `offsets[i]:offsets[i + 1]`."""

    ids: numpy.ndarray
    learnt: numpy.ndarray
    offsets: numpy.ndarray

    @staticmethod
    def load(data: Path, tokenizer: Tokenizer) -> "Documents":
        """Reads the generator's file; tokenised once, then kept beside it."""
        cache = data.with_suffix(".npz")
        if cache.exists() and cache.stat().st_mtime > data.stat().st_mtime:
            with numpy.load(cache) as stored:
                return Documents(stored["ids"], stored["learnt"], stored["offsets"])
        ids, learnt, offsets = [], [], [0]
        with data.open() as lines:
            for line in lines:
                sample_ids, sample_learnt = [BEGIN], [False]
                for index, piece in enumerate(json.loads(line)):
                    piece_ids = tokenizer.encode(piece)
                    sample_ids += piece_ids
                    sample_learnt += [index % 2 == 1] * len(piece_ids)
                if len(sample_ids) <= ROW_LENGTHS[-1]:
                    ids.append(numpy.array(sample_ids, dtype=numpy.uint16))
                    learnt.append(numpy.array(sample_learnt, dtype=bool))
                    offsets.append(offsets[-1] + len(sample_ids))
        documents = Documents(numpy.concatenate(ids), numpy.concatenate(learnt), numpy.array(offsets))
        numpy.savez(cache, ids=documents.ids, learnt=documents.learnt, offsets=documents.offsets)
        return documents

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def batches(self, tokens_per_batch: int, generator: numpy.random.Generator) -> Iterator[Batch]:
        """Every document once, in random order; the last incomplete batch of each row length is left out."""
        rows: dict[int, list[list[int]]] = {length: [] for length in ROW_LENGTHS}
        open_rows: dict[int, tuple[list[int], int]] = {length: ([], 0) for length in ROW_LENGTHS}
        for document in generator.permutation(len(self)):
            size = int(self.offsets[document + 1] - self.offsets[document]) - 1
            length = next(length for length in ROW_LENGTHS if size <= length)
            members, used = open_rows[length]
            if used + size > length:
                rows[length].append(members)
                members, used = [], 0
            members.append(int(document))
            open_rows[length] = (members, used + size)
            row_count = tokens_per_batch // length
            if len(rows[length]) == row_count:
                yield self._batch(rows[length], length, generator)
                rows[length] = []

    def _batch(self, rows: list[list[int]], length: int, generator: numpy.random.Generator) -> Batch:
        shape = (len(rows), length)
        tokens = numpy.zeros(shape, dtype=numpy.int64)
        targets = numpy.zeros(shape, dtype=numpy.int64)
        learnt = numpy.zeros(shape, dtype=bool)
        positions = numpy.zeros(shape, dtype=numpy.int64)
        documents = numpy.full(shape, -1, dtype=numpy.int64)
        for row, members in enumerate(rows):
            place = 0
            for document in members:
                start, end = self.offsets[document], self.offsets[document + 1]
                span = slice(place, place + end - start - 1)
                tokens[row, span] = self.ids[start : end - 1]
                targets[row, span] = self.ids[start + 1 : end]
                given = generator.random(end - start - 1) < GIVEN_SHARE
                learnt[row, span] = self.learnt[start + 1 : end] | given
                positions[row, span] = numpy.arange(end - start - 1)
                documents[row, span] = document
                place = span.stop
        return Batch(*(torch.from_numpy(array) for array in (tokens, targets, learnt, positions, documents)))
