"""Landscapes of real models: directions as in the paper, nested grids, the path and its shadow, a model left alone."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

from loopwise.descent import interpolated, landscape, sharpness
from loopwise.descent.evaluating import LossOver
from loopwise.descent.landscapes import smooth
from loopwise.descent.planes import filter_normalised, path_plane, plane_through, random_plane
from loopwise.descent.weights import packed, put, unpacked, vector
from loopwise.errors import LoopwiseError


@pytest.fixture
def net():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 3))
    x, y = torch.randn(50, 4), torch.randint(0, 3, (50,))
    return model, x, y


@pytest.fixture
def trained(net):
    """A model and the path of its weights."""
    model, x, y = net
    optimiser = torch.optim.Adam(model.parameters(), lr=0.02)
    path = [vector(model)]
    for _ in range(8):
        for _ in range(5):
            optimiser.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimiser.step()
        path.append(vector(model))
    return model, x, y, torch.stack(path)


@pytest.mark.parametrize("convolution", [False, True])
def test_directions_are_as_long_as_the_models_filters(net, convolution):
    model = nn.Sequential(nn.Conv2d(2, 4, 3), nn.BatchNorm2d(4)) if convolution else net[0]
    u = filter_normalised(model.parameters(), torch.Generator().manual_seed(1))
    at = 0
    for p in model.parameters():
        d = u[at : at + p.numel()].view_as(p)
        at += p.numel()
        if p.dim() == 1:
            assert not d.any()  # biases and batch norm stay
        else:
            torch.testing.assert_close(d.flatten(1).norm(dim=1), p.detach().flatten(1).norm(dim=1))
    plane = random_plane(model, seed=3)
    assert torch.equal(plane.u, random_plane(model, seed=3).u) and not torch.equal(plane.u, plane.v)


def test_every_height_is_the_loss_of_those_weights(trained):
    model, x, y, _ = trained
    found = landscape(model, (x, y), nn.CrossEntropyLoss(), side=9)
    plane = random_plane(model, 0)
    model.eval()
    for row, column in ((0, 0), (4, 4), (7, 2)):
        before = vector(model)
        put(model, plane.at(found.x[column], found.y[row]))
        assert found.loss[row][column] == pytest.approx(F.cross_entropy(model(x), y).item(), rel=1e-6)
        put(model, before)
    assert (found.side, found.evaluations, found.rows, found.ended) == (9, 81, 50, "finished")


@pytest.mark.parametrize("interrupt", [False, True])
def test_the_model_is_left_bit_for_bit(net, interrupt):
    model, x, y = net
    model[0].eval()  # modes are each module's own
    before = {name: value.clone() for name, value in model.state_dict().items()}
    modes, random = [m.training for m in model.modules()], torch.get_rng_state()

    def stop(done, total):
        if interrupt and done == 20:
            raise KeyboardInterrupt

    found = landscape(model, (x, y), nn.CrossEntropyLoss(), side=9, progress=stop)
    assert found.ended == ("interrupted" if interrupt else "finished")
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert [m.training for m in model.modules()] == modes and torch.equal(torch.get_rng_state(), random)


def test_grids_reuse_the_points_of_the_one_before(net):
    model, x, y = net
    seen, steps = [], []
    found = landscape(model, (x, y), nn.CrossEntropyLoss(), side=33, sink=seen.append,
                      progress=lambda done, total: steps.append((done, total)))  # fmt: skip
    assert [one.side for one in seen] == [9, 17, 33] and steps[-1] == (33**2, 33**2)
    assert [one.evaluations for one in seen] == [9**2, 17**2, 33**2]
    first, last = np.array(seen[0].loss), np.array(found.loss)
    known = np.isfinite(first)
    assert known.sum() == 81 and np.array_equal(first[known], last[known])


def test_a_spline_between_the_points_is_near_the_exact_loss(trained):
    model, x, y, _ = trained
    seen = []
    found = landscape(model, (x, y), nn.CrossEntropyLoss(), side=33, sink=seen.append)
    _, _, first = smooth(seen[0], 33)
    error = np.abs(np.log(first) - np.log(np.array(found.loss)))
    assert np.median(error) < 0.05  # ReLU makes kinks: single points may be farther off
    assert np.allclose(smooth(found, 33)[2], found.loss)


def test_the_path_has_its_true_loss_beside_its_shadow(trained):
    model, x, y, path = trained
    found = landscape(model, (x, y), nn.CrossEntropyLoss(), path=path, side=9)
    on = found.path
    model.eval()
    for moment in (0, 3, 8):
        before = vector(model)
        put(model, path[moment])
        assert on.loss[moment] == pytest.approx(F.cross_entropy(model(x), y).item(), rel=1e-5)
        put(model, before)
    assert on.loss[-1] == pytest.approx(on.shadow[-1], rel=1e-5) and on.off[-1] == 0  # the plane's origin
    assert max(abs(a - b) for a, b in zip(on.loss, on.shadow, strict=True)) > 1e-4
    u, s, _ = torch.linalg.svd((path - path[-1]).double(), full_matrices=False)
    shares = (s**2 / (s**2).sum())[:2]
    assert on.variance == pytest.approx(shares.tolist(), rel=1e-4)
    told = np.abs((u[:, :2] * s[:2]).numpy())  # coordinates, up to the sign of an axis
    np.testing.assert_allclose(np.abs(np.array([on.x, on.y]).T), told, rtol=1e-3, atol=1e-4)


def test_a_plane_through_three_points_holds_them(trained):
    model, x, y, path = trained
    points = [path[0], path[4], path[8]]
    plane = plane_through(points)
    places, off = plane.place(torch.stack(points))
    torch.testing.assert_close(places[:2].float(), torch.tensor([[0.0, 0.0], [1.0, 0.0]]), atol=1e-4, rtol=0)
    assert float(off.max()) < 1e-3
    found = landscape(model, (x, y), nn.CrossEntropyLoss(), through=points, side=9)
    assert found.plane == "points"


def test_interpolation_begins_and_ends_at_the_models(trained):
    model, x, y, path = trained
    places, losses = interpolated(model, path[0], path[8], (x, y), nn.CrossEntropyLoss(), points=7, room=0.25)
    over = LossOver(model.eval(), nn.CrossEntropyLoss(), (x, y))
    assert places[3] == 0.5
    put(model, path[8])
    assert np.interp(1.0, places, losses) == pytest.approx(over(), rel=0.2)


def test_a_loader_is_streamed_and_its_mean_is_over_rows(net):
    model, x, y = net
    model.eval()
    wanted = F.cross_entropy(model(x), y).item()
    for batch in (7, 50):  # the last batch of 7 has one row
        loader = DataLoader(TensorDataset(x, y), batch_size=batch, shuffle=True)
        assert LossOver(model, nn.CrossEntropyLoss(), loader)() == pytest.approx(wanted, rel=1e-6)
        assert LossOver(model, nn.CrossEntropyLoss(reduction="sum"), loader)() == pytest.approx(
            wanted, rel=1e-6
        )
    parts = LossOver(model, nn.CrossEntropyLoss(), loader).parts()
    whole = sharpness(lambda: F.cross_entropy(model(x), y), model.parameters()).largest
    assert sharpness(parts, model.parameters()).largest == pytest.approx(whole, rel=1e-3)


def test_a_path_is_kept_exactly():
    weights = [torch.randn(10), torch.randn(10)]
    path = packed((0, 5), weights)
    assert torch.equal(unpacked(path), torch.stack(weights)) and path.steps == (0, 5)


def failing(x, y):
    raise RuntimeError("shapes cannot be multiplied (50x4 and 5x8)")


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"batches": []}, "empty"),
        ({"batches": [torch.randn(4)]}, "pair"),
        ({"criterion": failing}, "cannot be multiplied"),
        ({"side": 20}, "9, 17, 33, 65"),
        ({"path": torch.randn(5, 3)}, "the model has"),
        ({"path": torch.randn(2, 91)}, "at least 3"),
        ({"through": [torch.randn(91)] * 2}, "3 points"),
        ({"through": [torch.ones(91) * k for k in range(3)]}, "one line"),
    ],
)
def test_bad_input_is_told(net, options, word):
    model, x, y = net
    sized = {name: _sized(value, model) for name, value in options.items()}
    given = {"batches": (x, y), "criterion": nn.CrossEntropyLoss(), **sized}
    with pytest.raises(LoopwiseError, match=word):
        landscape(model, given.pop("batches"), given.pop("criterion"), **given)


def _sized(value, model):
    """Give weights of 91 numbers as many as the model has."""
    size = sum(p.numel() for p in model.parameters())
    if isinstance(value, torch.Tensor) and value.shape[-1] == 91:
        return torch.randn(len(value), size)
    if isinstance(value, list) and value and value[0].shape == (91,):
        return [torch.ones(size) * k for k in range(len(value))]
    return value


def test_a_loss_that_is_no_number_is_infinite_and_not_asked_again(net):
    model, x, y = net
    calls = []

    def loss(outputs, targets):
        calls.append(1)
        return outputs.sum() * (1.0 if len(calls) == 1 else float("nan"))

    found = landscape(model, (x, y), loss, side=9)
    assert len(calls) == 1 + 81 and all(math.isinf(value) for row in found.loss for value in row)


def test_where_there_is_nothing_to_draw_it_is_told(net):
    x = net[1]
    with pytest.raises(LoopwiseError, match="no parameters"):
        landscape(nn.ReLU(), (x, x), nn.MSELoss(), side=9)
    with pytest.raises(LoopwiseError, match="is nan"):
        landscape(nn.Linear(2, 1), (torch.full((4, 2), float("nan")), torch.ones(4, 1)), nn.MSELoss(), side=9)


def test_a_path_that_stands_still_is_told():
    with pytest.raises(LoopwiseError):
        path_plane(torch.ones(4, 6))


@pytest.mark.parametrize("flatten", [nn.Flatten, lambda: Flat()], ids=["flatten", "view"])
def test_a_convolutional_net_is_measured_in_its_own_layout_or_a_faster_one_and_left_in_its_own(flatten):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), flatten(), nn.Linear(36, 3))
    x, y = torch.randn(20, 1, 8, 8), torch.randint(0, 3, (20,))
    weight = model[0].weight
    before = weight.data_ptr(), weight.stride(), vector(model)
    found = landscape(model, (x, y), nn.CrossEntropyLoss(), side=9)
    assert (weight.data_ptr(), weight.stride()) == before[:2] and torch.equal(vector(model), before[2])
    plane, (row, column) = random_plane(model), (2, 7)
    put(model, plane.at(found.x[column], found.y[row]))
    assert found.loss[row][column] == pytest.approx(F.cross_entropy(model(x), y).item(), rel=1e-6)


class Flat(nn.Module):
    """Flattens as many do; it needs the usual layout."""

    def forward(self, x):
        return x.view(len(x), -1)
