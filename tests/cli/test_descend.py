"""`loopwise descend` on the command line."""

from __future__ import annotations

import json

import pytest
from wcwidth import wcswidth

from loopwise.cli import run


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


RATES = "0.01,0.1,0.2,0.3,0.5,0.75"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_table_fits_into_80_columns(language, capsys):
    line = ["descend", "3*x**2 + y**2", "--start", "5,4", "--lr", RATES, "--rule", "sgd,momentum,adam"]
    assert run([*line, "--steps", "30", "--language", language]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if wcswidth(line) > 80] == []
    assert any("0.3333" in line for line in told)  # the limit of theory, 2 / 6


def test_json_has_every_run_with_its_verdict_and_theory(capsys):
    assert run(["gd", "bowl", "--start", "5,4", "--lr", RATES, "--json", "--keep"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["schema"], told["surface"], told["kept"]) == (1, "bowl", 1)
    assert [one["verdict"] for one in told["runs"]] == [
        "crawls", "converges", "zig-zags", "zig-zags", "diverges", "diverges",
    ]  # fmt: skip
    assert told["runs"][1]["theory"]["steps"] == 31


def test_a_kept_descent_gives_the_same_paths_again(capsys):
    import loopwise

    paths = loopwise.descend("bowl", start=(5, 4), lr=[0.1, 0.5], steps=3000, a=2)
    number = loopwise.keep(paths)
    record = loopwise.kept(number).result
    assert record == paths.to_record()  # the diverging run's numbers are not finite, and come back
    again = loopwise.descend(
        record.surface, steps=record.steps, lr=[r.lr for r in record.runs], **record.settings
    )
    assert (again.xy[0] == paths.xy[0]).all()
    assert run(["kept"]) == 0 and "bowl, sgd" in capsys.readouterr().out


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf", "html"])
def test_figures_are_written(suffix, home, capsys):
    for figure in ("auto", "race", "map"):
        path = home / f"{figure}.{suffix}"
        assert run(["descend", "bowl", "--rule", "sgd,adam", "--figure", figure, "--out", str(path)]) == 0
        assert path.stat().st_size > 2000


def test_ones_own_table(home, capsys):
    rows = "\n".join(f"{size},{3 * size + size % 3}" for size in range(1, 20))
    (home / "집.csv").write_text(f"크기,값\n{rows}", encoding="utf-8")
    line = ["descend", "line", "--data", "집.csv", "--x", "크기", "--y", "값", "--lr", "0.3", "--steps", "60"]
    assert run([*line, "--batch", "8"]) == 0
    assert run(line) == 0
    assert "전역 최솟값" in capsys.readouterr().out  # the file's columns are Korean


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["3x"], ["3*x"]),
        (["open(x)"], ["'open'"]),
        (["1/x", "--start", "0,1"], ["no way down"]),
        (["1/0"], ["no way down"]),
        (["bowl", "--start", "nan,1"], ["two finite numbers"]),
        (["bowl", "--start", "5"], ["--start", "'5'", "5,4"]),
        (["bowl", "--lr", "a,b"], ["--lr", "'a,b'"]),
        (["bowl", "--lr", "-1"], ["above 0"]),
        (["bowl", "--rule", "adm"], ["'adm'", "adam"]),
        (["bowl", "--steps", "1000000000"], ["steps"]),
        (["bowl", "--schedule", "linear"], ["'linear'"]),
        (["bowl", "--batch", "4"], ["no data"]),
        (["line", "--data", "absent.csv", "--y", "a"], ["absent.csv"]),
        (["logistic", "--data", "breast_cancer", "--x", "mean radios"], ["mean radius"]),
        (["bowl", "--out", "a.docx"], ["a.docx", ".png"]),
        (["line", "--loss", "huber"], ["'huber'", "mse"]),
        (["bowl", "--lr", ",".join(["0.1"] * 30), "--out", "a.png"], ["30 runs", "map"]),
    ],
)
def test_bad_input_is_told(arguments, words, capsys):
    assert run(["descend", *arguments, "--language", "en"]) == 2
    told = capsys.readouterr().err
    assert "Traceback" not in told and [word for word in words if word not in told] == []
