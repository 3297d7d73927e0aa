"""The Trace page offers a model of pictures that was fitted here, and shows its feature maps."""

from __future__ import annotations

import pytest

from loopwise import store
from loopwise.errors import LoopwiseError
from loopwise.training.fitting import fit
from loopwise.web import tracing
from loopwise.web.pages.trace import chosen, panel, worked_out
from loopwise.web.visit import Visit


@pytest.fixture(scope="module")
def fitted():
    return fit("digits", model="cnn", epochs=2)


@pytest.fixture
def kept(fitted, tmp_path, monkeypatch):
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path))
    tracing.look.cache_clear()
    tracing.subject.cache_clear()
    return store.keep(fitted)


def test_the_page_offers_it_and_shows_its_maps(kept):
    assert [one.number for one in tracing.fitted_here()] == [kept]
    which, address, *hidden = chosen(Visit(), "resnet18", f"fit:{kept}", 5)
    assert which == {"picture": f"fit:{kept}:5"} == {"picture": address["picture"]} and hidden == [
        True,
        False,
    ]
    found = tracing.followed(which)
    numbers = list(range(len(found.trace.operations)))
    shown, _ = panel(Visit(), 1, numbers, which, "all")
    assert "lw-maps" in str(shown) and "channel" in str(shown)
    assert "9 products" in str(worked_out(Visit(), 99, 99, None, which))


@pytest.mark.parametrize("key", ["fit:", "fit:x:y", "fit:99:0", "fit:99:0:1"])
def test_an_address_that_names_no_fit_is_answered_in_words(kept, key):
    with pytest.raises(LoopwiseError):
        tracing.look(key)
