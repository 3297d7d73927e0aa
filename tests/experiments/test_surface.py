"""What changes the surface: what is measured is what it says."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from loopwise.experiments.what_changes_the_surface import CHANGES, USUAL, network, rise


def test_one_thing_is_changed_at_a_time():
    for change in CHANGES.values():
        assert len(change) <= 1 and all(USUAL[name] != value for name, value in change.items())


def test_a_net_without_batch_norm_has_none_and_runs():
    model = network(skips=True, norm=False)
    assert not any(isinstance(module, nn.BatchNorm2d) for module in model.modules())
    assert model(torch.randn(2, 1, 8, 8)).shape == (2, 10)


def test_the_rise_of_a_linear_model_does_not_depend_on_its_scale():
    """Filter normalisation: a ReLU net whose layers are scaled by c and 1/c is the same function, as flat as before."""
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Flatten(), nn.Linear(64, 32, bias=False), nn.ReLU(), nn.Linear(32, 10, bias=False)
    ).eval()
    images, labels = torch.randn(40, 1, 8, 8), torch.randint(0, 10, (40,))
    before = rise(model, images, labels, seed=1)
    loss = F.cross_entropy(model(images), labels)
    with torch.no_grad():
        model[1].weight *= 8
        model[3].weight /= 8
    torch.testing.assert_close(F.cross_entropy(model(images), labels), loss)
    torch.testing.assert_close(
        torch.tensor(rise(model, images, labels, seed=1)), torch.tensor(before), rtol=1e-4, atol=1e-5
    )
