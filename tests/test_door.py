"""The one door: every public name, twice; what it loads; what it keeps."""

from __future__ import annotations

import loopwise


def test_every_public_name_is_there_twice():
    for name in loopwise.__all__ * 2:
        assert getattr(loopwise, name) is getattr(loopwise, name)
    assert sorted(loopwise.__all__) == loopwise.__all__


def test_fit_keeps_its_result(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path))
    result = loopwise.fit("breast_cancer", epochs=2)
    (kept,) = loopwise.kept()
    assert kept.result == result


def test_a_store_that_cannot_be_written_does_not_cost_the_result(tmp_path, monkeypatch):
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path / "a file"))
    assert loopwise.fit("breast_cancer", epochs=1).epochs == 1
