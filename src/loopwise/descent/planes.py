"""Planes through the space of a model's weights: random ones, through trained points, along a training path.

Plane.at(a, b) = origin + a*u + b*v.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from loopwise.errors import LoopwiseError
from loopwise.text import Text

Span = tuple[tuple[float, float], tuple[float, float]]  # a from, to; b from, to

ROOM = 0.3  # around a path or points, of their extent
TINY = 1e-10


@dataclass(frozen=True, eq=False)
class Plane:
    """origin, u, v: (P,) each. span: the part to look at. variance: of a path, the shares of u and v."""

    kind: str
    origin: Tensor
    u: Tensor
    v: Tensor
    span: Span = ((-1.0, 1.0), (-1.0, 1.0))
    variance: tuple[float, float] = (0.0, 0.0)

    def at(self, a: float, b: float) -> Tensor:
        """Return the weights at a place: (P,)."""
        return self.origin + a * self.u + b * self.v

    def place(self, weights: Tensor) -> tuple[Tensor, Tensor]:
        """Return where weights, (..., P), lie seen from above: their coordinates, (..., 2), and what is off, (...)."""
        moved = (weights - self.origin).double()
        basis = torch.stack([self.u, self.v], dim=1).double()  # (P, 2)
        places = moved @ torch.linalg.pinv(basis).T
        left = moved - places @ basis.T
        size = moved.norm(dim=-1)
        return places, torch.where(size > 0, left.norm(dim=-1) / size.clamp_min(TINY), torch.zeros_like(size))


def random_plane(model: nn.Module, seed: int = 0) -> Plane:
    """Return the plane of two random directions, each filter as long as the model's own (Li et al. 2018, section 4).

    Biases and normalisation layers, which have one axis, stay at zero as in the paper: without that, a model whose
    weights are merely larger would look flatter.
    """
    return random_plane_at(list(model.parameters()), seed)


def random_plane_at(weights: Sequence[Tensor], seed: int = 0) -> Plane:
    """Return such a plane around weights, the parameters of a model in their shapes."""
    generator = torch.Generator().manual_seed(seed)
    u, v = (filter_normalised(weights, generator) for _ in range(2))
    return Plane("random", torch.cat([w.detach().reshape(-1) for w in weights]), u, v)


def filter_normalised(weights: Iterable[Tensor], generator: torch.Generator) -> Tensor:
    """Return one random direction, (P,): d_i * |w_i| / |d_i| for the i-th filter (row) of every weight."""
    parts = []
    for w in weights:
        if w.dim() <= 1:
            parts.append(torch.zeros_like(w).reshape(-1))
            continue
        d = torch.randn(w.shape, generator=generator).to(w)
        d = d.flatten(1)  # a filter a row: (filters, what each sees)
        size = w.detach().flatten(1).norm(dim=1, keepdim=True) / (d.norm(dim=1, keepdim=True) + TINY)
        parts.append((d * size).reshape(-1))
    return torch.cat(parts)


def plane_through(points: Sequence[Tensor]) -> Plane:
    """Return the plane through three trained points, (P,) each: the first is the origin, the second lies at (1, 0)."""
    if len(points) != 3:
        raise LoopwiseError(
            Text(
                en=f"a plane goes through 3 points; {len(points)} were given.",
                ko=f"평면은 점 3개를 지납니다. 지금 {len(points)}개가 있습니다.",
            ),
            fix=Text(en="two points: interpolated(...)", ko="두 점이면 interpolated(...)를 쓰세요"),
        )
    origin, second, third = (point.detach() for point in points)
    u, w = second - origin, third - origin
    v = w - (w @ u) / (u @ u) * u
    if v.norm() < TINY * w.norm() or u.norm() == 0:
        raise LoopwiseError(
            Text(en="the three points lie on one line.", ko="세 점이 한 직선 위에 있습니다."),
            fix="interpolated(...)",
        )
    v = v * (u.norm() / v.norm())
    plane = Plane("points", origin, u, v)
    places, _ = plane.place(torch.stack([origin, second, third]))
    return Plane("points", origin, u, v, _around(places))


def path_plane(path: Tensor) -> Plane:
    """Return the plane that holds most of a training path, (moments, P): PCA of its steps back from the last one."""
    if len(path) < 3:
        raise LoopwiseError(
            Text(
                en=f"a path of {len(path)} moments has no plane; at least 3 are needed.",
                ko=f"경로의 점이 {len(path)}개라 평면을 정할 수 없습니다. 3개 이상 필요합니다.",
            ),
            fix=Text(en="train for more epochs", ko="에폭(epoch)을 늘려 학습하세요"),
        )
    origin = path[-1]
    moved = (path - origin).double()
    values, vectors = torch.linalg.eigh(moved @ moved.T)  # (moments, moments): small, whatever the model
    strong = values.flip(0)[:2].clamp_min(0)
    if not bool(strong[0] > 0):
        raise LoopwiseError(
            Text(
                en="the weights did not move along this path.",
                ko="이 경로에서는 가중치가 움직이지 않았습니다.",
            )
        )
    axes = (vectors.flip(1)[:, :2] / strong.clamp_min(TINY * strong[0]).sqrt()).T @ moved  # (2, P), length 1
    u, v = axes.to(path)
    shares = strong / values.clamp_min(0).sum()
    plane = Plane("path", origin, u, v, variance=(float(shares[0]), float(shares[1])))
    places, _ = plane.place(path)
    return Plane("path", origin, u, v, _around(places), plane.variance)


def _around(places: Tensor) -> Span:
    """Return a span with some room around places, (n, 2), no side much shorter than the other."""
    low, high = places.min(dim=0).values, places.max(dim=0).values
    half = (high - low) / 2
    half = torch.maximum(half, half.max() / 3) * (1 + ROOM)
    middle = (low + high) / 2
    (a0, b0), (a1, b1) = (middle - half).tolist(), (middle + half).tolist()
    return (a0, a1), (b0, b1)
