"""Muon, an optimiser for matrices: momentum whose update is made orthogonal.

Keller Jordan and others 2024, https://kellerjordan.github.io/posts/muon/ (the method; written anew here).
For a model this small it needs about half of AdamW's steps.
"""

import torch
from torch import Tensor

#: Coefficients of the quintic that drives all singular values towards one.
COEFFICIENTS = (3.4445, -4.7750, 2.0315)
ITERATIONS = 5


def orthogonalised(matrices: Tensor) -> Tensor:
    """The nearest (semi-)orthogonal matrices, roughly, of (count, rows, columns): Newton-Schulz in bfloat16."""
    a, b, c = COEFFICIENTS
    tall = matrices.shape[1] > matrices.shape[2]
    current = (matrices.mT if tall else matrices).bfloat16()
    current = current / (current.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(ITERATIONS):
        square = current @ current.mT
        current = torch.baddbmm(current, torch.baddbmm(square, square, square, beta=b, alpha=c), current, beta=a)
    return (current.mT if tall else current).float()


class Muon(torch.optim.Optimizer):
    """For the matrices of hidden layers only; embeddings and norms belong to AdamW.

    Matrices of one shape are treated in one go, which saves most of the time that it costs.
    """

    def __init__(self, parameters, lr: float = 0.02, momentum: float = 0.95, weight_decay: float = 0.01) -> None:
        shapes: dict[torch.Size, list[Tensor]] = {}
        for parameter in parameters:
            shapes.setdefault(parameter.shape, []).append(parameter)
        groups = [{"params": group} for group in shapes.values()]
        super().__init__(groups, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            parameters, momentum = group["params"], group["momentum"]
            gradients = torch.stack([parameter.grad for parameter in parameters])
            state = self.state[parameters[0]]
            if "momentum" not in state:
                state["momentum"] = torch.zeros_like(gradients)
            state["momentum"].lerp_(gradients, 1 - momentum)
            updates = orthogonalised(gradients.lerp_(state["momentum"], momentum))
            rows, columns = parameters[0].shape
            torch._foreach_mul_(parameters, 1 - group["lr"] * group["weight_decay"])
            torch._foreach_add_(parameters, list(updates), alpha=-group["lr"] * max(1.0, rows / columns) ** 0.5)
