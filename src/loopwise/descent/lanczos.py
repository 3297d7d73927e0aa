"""How sharply a loss curves: the largest eigenvalues of its Hessian  ->  sharpness(loss, model.parameters()).

    found = sharpness(lambda: criterion(model(x), y), model.parameters())
    found.largest            # plain gradient descent with a rate above 2 / largest grows along that direction

Lanczos with full reorthogonalisation over Hessian-vector products (Pearlmutter 1994; Golub & Van Loan, chapter 10):
no Hessian is ever formed. The model, its gradients and every random state are as before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from loopwise.errors import LoopwiseError
from loopwise.text import Text

MOST = 200  # Hessian-vector products; each costs about two backward passes
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Sharpness:
    """The largest eigenvalues of a Hessian, the largest first, as far as they were asked for.

    error: bound on the largest's error, relative to it. products: Hessian-vector products spent.
    """

    eigenvalues: tuple[float, ...]
    error: float
    products: int

    @property
    def largest(self) -> float:
        """The sharpness: the largest eigenvalue."""
        return self.eigenvalues[0]


def sharpness(
    loss: Callable[[], Tensor] | Sequence[tuple[float, Callable[[], Tensor]]],
    parameters: Iterable[Tensor],
    *,
    count: int = 1,
    tolerance: float = 1e-3,
    most: int = MOST,
    seed: int = 0,
) -> Sharpness:
    """Return the `count` largest eigenvalues of the Hessian of a loss by its parameters.

    loss: computes the scalar loss anew each time it is called; or (weight, loss) pairs, one a batch, whose weighted
        sum is meant - one batch is in memory at a time.
    parameters: those that require a gradient are taken; their `.grad` is not touched.
    tolerance: relative error of the largest eigenvalue at which to stop. most: products after which to stop anyway.
    seed: of the first direction; the global random state is left alone, and put back where the loss draws from it
        (dropout: every product then sees the same draw).

    Raises LoopwiseError where no parameter requires a gradient, or the loss is not finite, or cannot be
    differentiated twice.
    """
    leaves = [p for p in parameters if p.requires_grad]
    if not leaves:
        raise LoopwiseError(
            Text(en="no parameter requires a gradient.", ko="기울기(gradient)가 필요한 파라미터가 없습니다."),
            fix="model.requires_grad_(True)",
        )
    parts = [(1.0, loss)] if callable(loss) else list(loss)
    size = sum(p.numel() for p in leaves)
    return _lanczos(
        lambda v: _product(parts, leaves, v),
        size,
        count=min(count, size),
        tolerance=tolerance,
        most=min(most, size),
        start=_direction(leaves, size, seed),
    )


def hessian_product(loss: Callable[[], Tensor], parameters: Sequence[Tensor], v: Tensor) -> Tensor:
    """Return H v for one loss. v: (P,), the parameters' elements one after another."""
    devices = {p.device.index or 0 for p in parameters if p.device.type == "cuda"}
    with torch.random.fork_rng(devices=sorted(devices)), torch.enable_grad():
        value = loss()
        if not bool(torch.isfinite(value)):
            raise LoopwiseError(
                Text(
                    en=f"the loss is {value.item()}: it has no curvature to measure.",
                    ko=f"손실(loss)이 {value.item()}이라 곡률을 잴 수 없습니다.",
                )
            )
        gradients = torch.autograd.grad(value, parameters, create_graph=True, materialize_grads=True)
        slope = torch.cat([g.reshape(-1) for g in gradients]).double() @ v
        if not slope.requires_grad:  # a loss that is a plane
            return torch.zeros_like(v)
        try:
            second = torch.autograd.grad(slope, parameters, allow_unused=True, materialize_grads=True)
        except RuntimeError as problem:
            raise _not_twice(problem) from problem
    return torch.cat([s.detach().reshape(-1) for s in second]).double()


def _product(
    parts: Sequence[tuple[float, Callable[[], Tensor]]], leaves: Sequence[Tensor], v: Tensor
) -> Tensor:
    total = torch.zeros_like(v)
    for weight, loss in parts:
        total += weight * hessian_product(loss, leaves, v)
    return total


def _direction(leaves: Sequence[Tensor], size: int, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(size, generator=generator, dtype=torch.float64).to(leaves[0].device)


def _lanczos(
    product: Callable[[Tensor], Tensor], size: int, *, count: int, tolerance: float, most: int, start: Tensor
) -> Sharpness:
    """Build the Krylov space one product at a time until the largest Ritz value stands still.

    The bound on a Ritz value's error is the last off-diagonal times the last entry of its vector.
    """
    v = start / start.norm()
    basis, diagonal, beside = [v], [], []
    while True:
        w = product(basis[-1])
        diagonal.append(float(w @ basis[-1]))
        space = torch.stack(basis)
        for _ in range(2):  # once leaves rounding errors that come back as copies of the largest
            w = w - space.T @ (space @ w)
        beside.append(float(w.norm()))
        values, vectors = torch.linalg.eigh(_tridiagonal(diagonal, beside[:-1]))
        error = abs(beside[-1] * float(vectors[-1, -1])) / max(abs(float(values[-1])), _TINY)
        enough = len(diagonal) >= count
        scale = max(abs(float(values[-1])), abs(float(values[0])), _TINY)
        if len(diagonal) >= most or beside[-1] < _TINY * scale or (enough and error < tolerance):
            largest = tuple(float(value) for value in values.flip(0)[:count])
            return Sharpness(largest, error, len(diagonal))
        basis.append(w / beside[-1])


def _tridiagonal(diagonal: Sequence[float], beside: Sequence[float]) -> Tensor:
    matrix = torch.diag(torch.tensor(diagonal, dtype=torch.float64))
    if beside:
        off = torch.tensor(beside, dtype=torch.float64)
        matrix = matrix + torch.diag(off, 1) + torch.diag(off, -1)
    return matrix


def _not_twice(problem: RuntimeError) -> LoopwiseError:
    told = str(problem).splitlines()[0]
    return LoopwiseError(
        Text(
            en=f"this loss cannot be differentiated twice: {told}",
            ko=f"이 손실(loss)은 두 번 미분할 수 없습니다: {told}",
        ),
        fix=Text(
            en="attention: torch.nn.attention.sdpa_kernel(SDPBackend.MATH) around it",
            ko="어텐션이면 torch.nn.attention.sdpa_kernel(SDPBackend.MATH)로 감싸세요",
        ),
    )
