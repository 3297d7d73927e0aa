"""Every data set keeps what its card promises."""

from __future__ import annotations

import numpy as np
import pytest

from loopwise.data import card_of, data_names, load
from loopwise.errors import LoopwiseError
from loopwise.recipes import recipes


@pytest.mark.parametrize("name", data_names())
def test_a_data_set_is_what_its_card_says(name):
    card, data = card_of(name), load(name)
    assert (data.rows, sum(column.is_feature for column in data.columns)) == (card.rows, card.columns)
    assert data.checksum() == card.checksum
    assert data.problem == card.recipe
    assert card.recipe in [recipe.name for recipe in recipes()]
    assert all([card.origin, card.licence, card.citation, card.title.ko, card.says.ko])
    assert len(data.numbers) == len(data.categories) == len(data.target)


@pytest.mark.parametrize("name", data_names())
def test_a_changed_value_changes_the_checksum(name):
    data = load(name)
    before = data.checksum()
    data.numbers[-1, -1] = np.nextafter(data.numbers[-1, -1], np.inf)
    assert data.checksum() != before


def test_breast_cancer_looks_for_the_malignant_ones():
    data = load("breast_cancer")
    assert data.positive == "malignant"
    assert (data.target == data.classes.index("malignant")).sum() == 212  # Wolberg et al. 1993


def test_a_wrong_name_gets_the_nearest():
    with pytest.raises(LoopwiseError, match="loopwise fit breast_cancer"):
        load("brest_cancer")
