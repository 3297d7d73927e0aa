"""Settings behind one part of a data set: found where the other part is in use, silent where it has its own."""

from __future__ import annotations

import pytest

from loopwise.faults import fault_named
from loopwise.program import read_source

BAD = fault_named("split-shares-transform").bad
SET = "val_set.dataset.transform = plain\n"


@pytest.mark.parametrize(
    "setting",
    [
        "val_set.dataset = copy.deepcopy(val_set.dataset)\n" + SET,
        "train_set.dataset.transform = plain\n" + SET,  # both are meant
        "for part in (train_set, val_set):\n    part.dataset.transform = plain\n",
        "val_set.dataset.targets = plain\n",
        "if quick:\n    val_set.dataset.transform = plain\n",
        "print(val_set.dataset.transform)\n",
    ],
)
def test_settings_that_are_meant_or_apart_are_silent(setting):
    assert not read_source("import copy\n" + BAD.replace(SET, setting)).shared_settings()


def test_a_part_that_is_not_used_any_more_may_be_changed():
    assert not read_source(BAD.replace(SET, "") + SET).shared_settings()


def test_the_last_setting_is_the_one_that_counts():
    source = BAD.replace(SET, "train_set.dataset.transform = noisy\n" + SET)
    (shared,) = read_source(source + "for x, y in DataLoader(val_set):\n    model(x)\n").shared_settings()
    assert shared.place.line == source.splitlines().index(SET.strip()) + 1


def test_two_subsets_of_one_data_set_share_it_too():
    split = "train_set, val_set = random_split(Digits(transform=noisy), [0.8, 0.2])\n"
    subsets = (
        "data = Digits(transform=noisy)\ntrain_set = Subset(data, range(1400))\n"
        "val_set = Subset(data, range(1400, 1797))\n"
    )
    source = "from torch.utils.data import Subset\n" + BAD.replace(split, subsets)
    (shared,) = read_source(source).shared_settings()
    assert shared.attribute == "transform"
