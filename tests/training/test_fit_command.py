"""`loopwise fit` on the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from loopwise.cli import run
from loopwise.rendering.columns import columns


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def table(tmp_path):
    lines = [
        f"{i % 20},{'서울' if i % 3 else ''},x{i},{'팔림' if i % 20 > 14 else '안 팔림'}" for i in range(120)
    ]
    path = tmp_path / "집 값.csv"
    path.write_bytes(("size,city,name,sold\r\n" + "\r\n".join(lines)).encode("cp949"))
    return path


def test_json_is_as_the_interface_says(capsys):
    from loopwise.store import kept

    assert run(["fit", "breast_cancer", "--epochs", "3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["schema", "data", "recipe", "model", "seed", "epochs", "metrics", "history", "kept"]
    assert list(told["metrics"]) == ["test", "dummy", "linear"]
    assert {"accuracy", "recall", "precision", "roc_auc"} <= told["metrics"]["test"].keys()
    assert [epoch["epoch"] for epoch in told["history"]] == [1, 2, 3]
    assert kept(told["kept"]).result.metrics["test"] == told["metrics"]["test"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_result_fits_into_80_columns(table, language, capsys):
    arguments = ["fit", table.name, "--target", "sold", "--epochs", "5", "--threshold", "0.3"]
    assert run([*arguments, "--language", language]) == 0
    told = capsys.readouterr().out.splitlines()
    assert max(map(columns, told)) <= 80
    assert any("팔림" in line for line in told)


def test_metrics_stand_beside_dummy_and_linear(capsys):
    assert run(["fit", "breast_cancer", "--epochs", "5", "--language", "en"]) == 0
    told = capsys.readouterr().out.splitlines()
    accuracy = next(line.split() for line in told if line.startswith("accuracy"))
    assert accuracy[2:4] == ["0.958", "0.629"]
    thresholds = [line.split()[0] for line in told if line.strip().startswith("0.")]
    assert {"0.50", "0.20"} <= set(thresholds)
    assert any(line.startswith("Kept as result 1") for line in told)


def test_a_dearer_miss_lowers_the_threshold(capsys):
    chosen = {}
    for cost in ("100:1", "1:100"):
        run(["fit", "breast_cancer", "--epochs", "5", "--cost", cost, "--language", "en"])
        line = next(line for line in capsys.readouterr().out.splitlines() if line.endswith(" *"))
        chosen[cost] = float(line.split()[0])
    assert chosen["100:1"] < chosen["1:100"]


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf", "html"])
def test_figures_are_written(suffix, home, capsys):
    path = home / f"그림.{suffix}"
    assert run(["fit", "breast_cancer", "--epochs", "3", "--out", str(path)]) == 0
    assert path.stat().st_size > 2000


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--out", "figure.docx"], ["figure.docx", ".png"]),
        (["--out", "absent/figure.png"], ["absent"]),
        (["--cost", "10"], ["'10'", "10:1"]),
        (["--cost", "-1:1"], ["'-1:1'"]),
        (["--cost", "nan:1"], ["'nan:1'"]),
        (["--threshold", "1.5"], ["1.5", "0 to 1"]),
        (["--epochs", "-3"], ["--epochs", "-3"]),
        (["--lr", "abc"], ["--lr", "abc"]),
    ],
)
def test_bad_use_is_told_before_anything_is_trained(arguments, words, capsys):
    assert run(["fit", "breast_cancer", *arguments, "--language", "en"]) == 2
    told = capsys.readouterr().err
    assert "loss:" not in told
    assert all(word in told for word in words)


def test_without_the_store_the_result_is_still_shown(monkeypatch, capsys):
    import loopwise.store as store
    from loopwise.errors import MissingExtra

    def missing(name):
        raise MissingExtra("sqlalchemy", "keep")

    monkeypatch.delitem(vars(store), "keep", raising=False)
    monkeypatch.setattr(store, "__getattr__", missing)
    assert run(["fit", "breast_cancer", "--epochs", "2", "--language", "en"]) == 0
    told = capsys.readouterr()
    assert "accuracy" in told.out and "Kept as" not in told.out
    assert 'pip install "loopwise[keep]"' in told.err


def test_without_torch_the_line_to_type_is_said(home):
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "from loopwise.cli import run; sys.exit(run(['fit', 'breast_cancer', '--language', 'en']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert 'pip install "loopwise[fit]"' in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["cp949", "ascii"])
def test_any_console_can_show_it(encoding, table, home):
    command = [sys.executable, "-m", "loopwise", "fit", table.name, "--target", "sold", "--epochs", "2"]
    environment = os.environ | {"PYTHONIOENCODING": encoding, "LOOPWISE_LANGUAGE": "ko"}
    done = subprocess.run(command, capture_output=True, timeout=120, cwd=home, env=environment)
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    if encoding == "cp949":
        assert "정확도(accuracy)" in done.stdout.decode("cp949")
