"""A landscape's points against those of the PyPI package loss-landscapes, in one run; and how soon a picture is there.

    pip install loss-landscapes==3.0.6
    python bench/landscape.py [ROUNDS]

The same model, rows and points: a plane through three models, 33 x 33. In turn, on one thread, in processor
time, so that a busy machine disturbs neither.
"""

from __future__ import annotations

import copy
import statistics
import sys
import time

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import Tensor, nn

from loopwise.descent import landscape
from loopwise.descent.landscapes import smooth
from loopwise.descent.planes import random_plane
from loopwise.descent.weights import put, vector
from loopwise.records import Landscape

SIDE = 33


def main() -> None:
    """Train a small convolutional net on digits, and measure around it."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    torch.set_num_threads(1)
    model, x, y = trained()
    corners = three_points(model)
    seen: list[Landscape] = []
    ours = landscape(
        model, (x, y), nn.CrossEntropyLoss(), through=corners, side=SIDE, span=span(), sink=seen.append
    )
    print(
        f"{ours.parameters:,} parameters, {ours.rows} rows, {SIDE} x {SIDE} points; torch {torch.__version__}"
    )
    progressive(seen)
    try:
        import loss_landscapes
        from loss_landscapes.metrics import Loss
    except ModuleNotFoundError:
        print("not compared: pip install loss-landscapes==3.0.6")
        return
    models = [with_weights(model, weights) for weights in corners]
    theirs = loss_landscapes.planar_interpolation(
        *models, Loss(nn.CrossEntropyLoss(), x, y), SIDE, deepcopy_model=True
    )
    even = theirs[::2].T  # its odd columns lie one step lower: it counts back from the far end
    print(f"largest difference at the same points: {np.abs(even - np.array(ours.loss)[:, ::2]).max():.1e}")
    times: dict[str, list[float]] = {"loopwise": [], "loss-landscapes": []}
    for _ in range(rounds):
        began = time.process_time()
        landscape(model, (x, y), nn.CrossEntropyLoss(), through=corners, side=SIDE, span=span())
        times["loopwise"].append(time.process_time() - began)
        began = time.process_time()
        with torch.no_grad():
            loss_landscapes.planar_interpolation(
                *models, Loss(nn.CrossEntropyLoss(), x, y), SIDE, deepcopy_model=True
            )
        times["loss-landscapes"].append(time.process_time() - began)
    for name, seconds in times.items():
        print(f"{name:16} median {statistics.median(seconds):.2f} s")
    pairs = [mine / other for mine, other in zip(*times.values(), strict=True)]
    print(
        f"loopwise / loss-landscapes: median {statistics.median(pairs):.2f}, {min(pairs):.2f} to {max(pairs):.2f}"
    )


def progressive(seen: list[Landscape]) -> None:
    """Tell how good each coarser picture is, held against the exact grid."""
    exact = np.log(np.array(seen[-1].loss))
    for found in seen[:-1]:
        error = np.abs(np.log(smooth(found, SIDE)[2]) - exact)
        share = found.evaluations / SIDE**2
        print(
            f"picture of {found.side} x {found.side}: {share:.1%} of the evaluations; error of log-loss median "
            f"{np.median(error):.4f}, 95 % below {np.quantile(error, 0.95):.4f}, of a range of {np.ptp(exact):.2f}"
        )


def trained() -> tuple[nn.Module, Tensor, Tensor]:
    """Return a small net after a few epochs, and its rows."""
    torch.manual_seed(0)
    bunch = load_digits()
    x, y = torch.tensor(bunch.images, dtype=torch.float32).unsqueeze(1) / 16, torch.tensor(bunch.target)
    x, y = x[:500], y[:500]
    model = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(64, 10),
    )  # fmt: skip
    optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(60):
        rows = torch.randint(0, len(y), (256,))
        optimiser.zero_grad()
        nn.functional.cross_entropy(model(x[rows]), y[rows]).backward()
        optimiser.step()
    return model.eval(), x, y


def three_points(model: nn.Module) -> list[Tensor]:
    """Return a corner of a square around the model and its two neighbours."""
    plane = random_plane(model)
    u = 2 * plane.u
    v = plane.v - (plane.v @ u) / (u @ u) * u
    v = v * (u.norm() / v.norm())
    corner = vector(model) - (u + v) / 2
    return [corner, corner + u, corner + v]


def span() -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the part of the plane where the package has its points."""
    return (0.0, (SIDE - 1) / SIDE), (1 / SIDE, 1.0)


def with_weights(model: nn.Module, weights: Tensor) -> nn.Module:
    """Return a copy of the model with other weights."""
    other = copy.deepcopy(model)
    put(other, weights)
    return other


if __name__ == "__main__":
    main()
