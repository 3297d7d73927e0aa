"""The one door: every public name, twice; what it loads; what it keeps."""

from __future__ import annotations

import os
import subprocess
import sys

import loopwise
from loopwise.faults import fault_named


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


def test_watch_keeps_its_result_without_the_program_and_tells_it_at_the_end(tmp_path, monkeypatch):
    script = tmp_path / "train.py"
    bad = fault_named("softmax-before-cross-entropy").bad
    script.write_text("import loopwise\nwatched = loopwise.watch()\n" + bad, encoding="utf-8")
    environment = {**os.environ, "LOOPWISE_HOME": str(tmp_path / "kept"), "LOOPWISE_LANGUAGE": "en"}
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0 and "1.461" in done.stderr and "1.461" not in done.stdout
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path / "kept"))
    (kept,) = loopwise.kept()
    assert kept.state == "finished" and kept.result.findings[0].fault == "softmax-before-cross-entropy"
    assert not kept.result.sources


def test_watch_does_nothing_where_it_is_switched_off(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path))
    monkeypatch.setenv("LOOPWISE", "off")
    assert not loopwise.watch().running
    assert loopwise.kept() == []
