"""What numbers tell of their preparation, on real pictures and tables: told where it went wrong, silent where not."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.stats import binomtest
from sklearn.datasets import load_digits, load_sample_image, load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.nn import functional as F

from loopwise.diagnosis.prepared import halves_what_is_wrong, prepared_unlike
from loopwise.runtime import Recorder
from loopwise.runtime.preparation import Spread, divided_twice, is_standardised, torn_apart

PIXELS = torch.tensor(load_digits().data, dtype=torch.float32)  # 0 .. 16


def pictures():
    photos = [load_sample_image(name)[:416, :640] for name in ("china.jpg", "flower.jpg")]
    patches = [one.reshape(13, 32, 20, 32, 3).swapaxes(1, 2).reshape(-1, 32, 32, 3) for one in photos]
    return torch.tensor(np.concatenate(patches) / 255, dtype=torch.float32)  # (N, H, W, C)


def test_whole_numbers_divided_twice_are_known_and_those_divided_once_are_not():
    assert divided_twice(PIXELS / 16 / 16) == 16
    assert divided_twice(pictures() / 255) == 255
    for right in (PIXELS, PIXELS / 16, PIXELS / 255, pictures(), torch.rand(64, 8) / 16, torch.eye(16) / 16):
        assert divided_twice(right) == 0


def test_pictures_torn_by_a_reshape_are_known_and_whole_ones_are_not():
    images = pictures()
    torn = torn_apart(images.reshape(-1, 3, 32, 32))
    assert torn is not None
    assert torn.channels == 3
    assert torn.alike > torn.near
    whole = images.permute(0, 3, 1, 2)
    grey = PIXELS.reshape(-1, 1, 8, 8)
    for right in (
        whole,
        whole.flip(3),
        whole.transpose(2, 3),
        (whole - 0.5) / 0.2,
        torch.rand(32, 3, 32, 32),
    ):
        assert torn_apart(right) is None
    assert torn_apart(grey) is None


def test_a_table_standardised_by_its_own_numbers_is_known_as_a_whole_and_in_batches():
    table, other = load_wine().data[::2], load_wine().data[1::2]
    own = torch.tensor(StandardScaler().fit_transform(table), dtype=torch.float32)
    spread = Spread()
    for batch in own.split(16):
        spread.add(batch)
    assert is_standardised(own)
    assert spread.standardised
    assert is_standardised((own - own.mean(0)) / own.std(0))
    assert not is_standardised(torch.tensor(StandardScaler().fit(other).transform(table)).float())


@pytest.mark.parametrize("told", ["scaled", "raw", "own"])
def test_inputs_judged_after_another_preparation_are_told_and_those_prepared_alike_are_not(told):
    x, y = load_wine(return_X_y=True)
    x, test, y, wanted = train_test_split(x, y, test_size=0.3, random_state=0)
    scaler = StandardScaler().fit(x)
    judged = {"scaled": scaler.transform(test), "raw": test, "own": StandardScaler().fit_transform(test)}[
        told
    ]
    x, judged = (torch.tensor(one, dtype=torch.float32) for one in (scaler.transform(x), judged))
    y, wanted = torch.tensor(y), torch.tensor(wanted)
    torch.manual_seed(0)

    def program():
        model = nn.Sequential(nn.Linear(13, 32), nn.ReLU(), nn.Linear(32, 3))
        optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
        for _ in range(60):
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        with torch.no_grad():
            on_training = (model(x).argmax(1) == y).float().mean()
            return on_training, (model(judged).argmax(1) == wanted).float().mean().item()

    torch._dynamo.reset()
    recorder = Recorder(lambda event: None)
    with recorder.attached():
        _, right = program()
    found = list(prepared_unlike(recorder.evaluated))
    if told == "scaled":
        assert found == []
        return
    [one] = found
    assert one.rows == len(judged)
    assert one.how == {"raw": "elsewhere", "own": "by itself"}[told]
    if told == "raw":
        assert one.right == pytest.approx(right)
        assert one.right_alike > 0.9


@pytest.mark.parametrize(
    ("mended", "broken", "wrong_both_times", "told"),
    [
        (30, 2, 10, True),
        (30, 2, 40, False),  # more than half of what was wrong is wrong still
        (6, 0, 0, False),  # by chance one time in thirty-two
        (40, 25, 0, False),
        (0, 0, 0, False),
    ],
)
def test_half_of_the_wrong_answers_mended_counts_only_beyond_chance(mended, broken, wrong_both_times, told):
    were = torch.tensor([False] * mended + [True] * broken + [False] * wrong_both_times + [True] * 50)
    are = torch.tensor([True] * mended + [False] * broken + [False] * wrong_both_times + [True] * 50)
    assert halves_what_is_wrong(were, are) == told
    if told:
        assert binomtest(mended, mended + broken).pvalue < 0.003
