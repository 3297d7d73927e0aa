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
    assert (data.rows, data.numbers.shape[1] + data.categories.shape[1]) == (card.rows, card.columns)
    assert sum(column.kind == "target" for column in data.columns) == max(1, len(data.outputs))
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


def test_the_table_on_the_page_of_sets_is_complete():
    """INTERFACE: the names others may rely on."""
    names = (
        "breast_cancer spambase bananas iris digits mnist5k yeast diabetes autompg autompg2 linnerud anes96"
    )
    assert set(data_names()) == set(names.split())


@pytest.mark.parametrize(("name", "extra"), [("bananas", "river"), ("mnist5k", "data"), ("yeast", "river")])
def test_a_set_of_another_package_names_the_extra(name, extra, monkeypatch):
    from loopwise.data import _shipped

    monkeypatch.setattr(_shipped, "find_spec", lambda package: None)
    with pytest.raises(LoopwiseError, match=rf'pip install "loopwise\[{extra}\]"'):
        load(name)


def test_the_packed_tables_are_those_of_their_packages():
    """Outside: the same rows as statsmodels and mlxtend read them themselves."""
    anes96 = pytest.importorskip("statsmodels.datasets").anes96.load_pandas().data
    ours = load("anes96")
    assert np.allclose(ours.numbers[:, 0], anes96["logpopul"])
    assert (ours.target == anes96["PID"]).all() and np.allclose(ours.numbers[:, -1], anes96["income"])
    cars, mpg = pytest.importorskip("mlxtend.data").autompg_data()
    assert np.allclose(load("autompg").numbers, cars[:, :7]) and np.allclose(load("autompg").target, mpg)
    assert np.allclose(load("autompg2").target, np.column_stack([mpg, cars[:, 4]]))


def test_loading_a_set_imports_none_of_the_heavy_packages():
    import subprocess
    import sys

    code = (
        "import sys; from loopwise.data import load; [load(n) for n in ('yeast', 'bananas', 'anes96')]; "
        "print({'river', 'mlxtend', 'statsmodels', 'pandas', 'torch'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "set()", done.stderr
