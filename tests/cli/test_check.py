"""`loopwise check`: exit codes, formats, repairs of scripts and notebooks, several processes."""

from __future__ import annotations

import dataclasses
import json
import subprocess
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from loopwise.cli import run
from loopwise.diagnosis.checking import check
from loopwise.diagnosis.many import check_files
from loopwise.faults import fault_named

SOFTMAX = fault_named("softmax-before-cross-entropy")
GOOD_MODEL = next(line for line in SOFTMAX.good.splitlines() if line.startswith("model = "))
ACCUMULATE = fault_named("gradients-accumulate")


@pytest.fixture
def typed(capsys, monkeypatch, tmp_path):
    """Run `loopwise check` in a folder of its own; return exit code, stdout and stderr."""
    monkeypatch.setenv("LOOPWISE_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)

    def run_it(*arguments):
        code = run(("check", *arguments))
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_it


def notebook(*sources, end="\n"):
    """Return a notebook as Jupyter writes it, one space of indentation and hangul as it is."""
    cells = [
        {
            "cell_type": "code",
            "execution_count": 3,
            "metadata": {},
            "outputs": [],
            "source": text.splitlines(True),
        }
        for text in sources
    ]
    prose = {"cell_type": "markdown", "metadata": {}, "source": ["# 6주차\n", "손실을 줄여 봅니다"]}
    book = {"cells": [prose, *cells], "metadata": {"name": "6주차"}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, ensure_ascii=False, indent=1) + end


def halves(source):
    """Split a program before its loop."""
    at = source.index("\nfor ") + 1
    return source[:at], source[at:]


def test_findings_are_told_and_exit_with_1(typed, tmp_path):
    (tmp_path / "train.py").write_text(SOFTMAX.bad)
    code, out, err = typed("train.py")
    assert (code, err) == (1, "")
    assert out.startswith("[error · certain] softmax-before-cross-entropy")
    assert "cannot fall below 1.461" in out


def test_a_right_program_exits_with_0(typed, tmp_path):
    (tmp_path / "train.py").write_text(SOFTMAX.good)
    code, out, _ = typed("train.py")
    assert code == 0
    assert out.startswith("No problems found.")
    assert "1 training loop (Sequential -> CrossEntropyLoss -> SGD)" in out


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--fail-on", "error"), 1),
        (("--fail-on", "note"), 1),
        (("--fail-on", "never"), 0),
        (("--exit-zero",), 0),
        (("--ignore", SOFTMAX.name), 0),
        (("--select", ACCUMULATE.name), 0),
        (("--select", f"{ACCUMULATE.name},{SOFTMAX.name}"), 1),
        (("--select", ACCUMULATE.name, "--select", SOFTMAX.name), 1),
    ],
)
def test_what_makes_it_fail(typed, tmp_path, options, code):
    (tmp_path / "train.py").write_text(SOFTMAX.bad)
    assert typed("train.py", *options)[0] == code


def test_the_settings_of_the_project_hold(typed, tmp_path):
    (tmp_path / "train.py").write_text(SOFTMAX.bad)
    (tmp_path / "pyproject.toml").write_text('[tool.loopwise]\nfail_on = "never"\n')
    assert typed("train.py")[0] == 0
    assert typed("train.py", "--fail-on", "warning")[0] == 1
    (tmp_path / "pyproject.toml").write_text(f'[tool.loopwise]\nignore = ["{SOFTMAX.name}"]\n')
    assert typed("train.py")[0] == 0


@pytest.mark.parametrize("confidence", ["likely", "hint"])
def test_only_what_is_certain_makes_it_fail(typed, tmp_path, monkeypatch, confidence):
    monkeypatch.setattr(type(SOFTMAX), "confidence", confidence)
    (tmp_path / "train.py").write_text(SOFTMAX.bad)
    code, out, _ = typed("train.py", "--all")
    assert code == 0
    assert f"[error · {confidence}]" in out
    assert (SOFTMAX.name in typed("train.py")[1]) is (confidence == "likely"), "hints are for --all"


def test_json_both_ways_is_the_same_and_whole(typed, tmp_path):
    (tmp_path / "train.py").write_text(SOFTMAX.bad)
    code, out, _ = typed("train.py", "--json")
    assert code == 1
    assert typed("train.py", "--format", "json") == (code, out, "")
    answer = json.loads(out)
    assert (answer["schema"], answer["files"]) == (1, 1)
    assert [one["fault"] for one in answer["findings"]] == [SOFTMAX.name]


def test_without_paths_the_folder_is_read(typed, tmp_path):
    (tmp_path / "한글 폴더").mkdir()
    (tmp_path / "한글 폴더" / "학습.py").write_text(SOFTMAX.bad, encoding="utf-8")
    code, out, _ = typed("--format", "concise")
    assert code == 1
    assert out.startswith("한글 폴더/학습.py:9:72: error")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("fault", [SOFTMAX, ACCUMULATE], ids=lambda fault: fault.name)
def test_fix_changes_the_lines_it_must_and_no_other_byte(typed, tmp_path, fault, end):
    file = tmp_path / "학습 1.py"
    head = f"# 손글씨 분류{end}"
    file.write_text(head + fault.bad.replace("\n", end), encoding="utf-8", newline="")
    before = file.read_bytes().split(end.encode())
    code, out, _ = typed("학습 1.py", "--fix")
    assert code == 0
    assert out.startswith("Mended: 학습 1.py\n")
    after = file.read_bytes().split(end.encode())
    changes = [
        (kind, before[i:j], after[k:m])
        for kind, i, j, k, m in SequenceMatcher(None, before, after).get_opcodes()
        if kind != "equal"
    ]
    assert len(changes) == 1, "one place"
    assert changes[0][2] in ([b"        optimizer.zero_grad()"], [GOOD_MODEL.encode()])
    assert typed("학습 1.py", "--fix")[1].startswith("There was nothing to mend.")
    assert file.read_bytes().split(end.encode()) == after, "twice changes nothing more"


def test_a_file_in_cp949_stays_in_cp949(typed, tmp_path):
    file = tmp_path / "old.py"
    file.write_bytes(f"# -*- coding: cp949 -*-\n# 손실\n{SOFTMAX.bad}".encode("cp949"))
    assert typed("old.py", "--fix")[0] == 0
    assert file.read_bytes() == f"# -*- coding: cp949 -*-\n# 손실\n{SOFTMAX.good}".encode("cp949")


def test_fix_changes_only_the_cell_of_a_notebook(typed, tmp_path):
    file = tmp_path / "week6.ipynb"
    file.write_text(notebook(*halves(SOFTMAX.bad)), encoding="utf-8")
    before = file.read_text(encoding="utf-8").splitlines()
    assert typed("week6.ipynb", "--fix")[0] == 0
    after = file.read_text(encoding="utf-8").splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 1
    assert "nn.Softmax" in changed[0][0] and "nn.Softmax" not in changed[0][1]
    assert after == notebook(*halves(SOFTMAX.good)).splitlines()


def test_diff_shows_the_repair_and_writes_nothing(typed, tmp_path):
    (tmp_path / "train.py").write_text(ACCUMULATE.bad)
    code, out, _ = typed("train.py", "--diff")
    assert code == 1
    assert out.startswith("--- a/train.py\n+++ b/train.py\n@@")
    assert [line for line in out.splitlines()[3:] if line[0] in "+-"] == ["+        optimizer.zero_grad()"]
    assert (tmp_path / "train.py").read_text() == ACCUMULATE.bad


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("crlf.py", lambda text: text.replace("\n", "\r\n").encode()),
        ("no final line end.py", lambda text: text.rstrip("\n").encode()),
        ("form_feed.py", lambda text: text.replace("\nfor ", "\n\f\nfor ").encode()),
        ("mark.py", lambda text: text.encode("utf-8-sig")),
        (
            "cp949.py",
            lambda text: ("# 학습 예제\n" + text.replace("optimizer", "옵티마이저")).encode("cp949"),
        ),
        ("한글 공책.ipynb", lambda text: notebook(*halves(text)).encode()),
    ],
)
def test_the_diff_is_one_that_git_applies(capfdbinary, monkeypatch, tmp_path, name, change):
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q", "."], check=True)
    file = tmp_path / name
    file.write_bytes(change(ACCUMULATE.bad))
    assert run(("check", name, "--diff")) == 1
    (tmp_path / "a.diff").write_bytes(capfdbinary.readouterr().out)
    subprocess.run(["git", "apply", "a.diff"], check=True)
    patched = file.read_bytes()
    file.write_bytes(change(ACCUMULATE.bad))
    assert run(("check", name, "--fix")) == 0
    assert file.read_bytes() == patched != change(ACCUMULATE.bad)


def test_fix_goes_on_until_nothing_is_left(typed, tmp_path):
    bad = fault_named("sigmoid-before-bce-with-logits").bad
    threshold = "with torch.no_grad():\n    print(((model(X) > 0.5).float() == y).float().mean())\n"
    (tmp_path / "train.py").write_text(bad + threshold)
    assert typed("train.py", "--fix", "--unsafe-fixes")[0] == 0
    text = (tmp_path / "train.py").read_text()
    assert "Sigmoid" not in text and "> 0).float()" in text
    assert typed("train.py", "--fix", "--unsafe-fixes")[1].startswith("There was nothing to mend.")


def test_fix_with_json_names_the_files(typed, tmp_path):
    (tmp_path / "train.py").write_text(SOFTMAX.bad)
    answer = json.loads(typed("train.py", "--fix", "--json")[1])
    assert answer["repaired"] == ["train.py"]
    assert answer["findings"] == []


def test_what_is_only_proposed_needs_another_word(typed, tmp_path, monkeypatch):
    rule = type(SOFTMAX).rule

    def propose(self, program):
        for finding in rule(self, program):
            yield dataclasses.replace(finding, repair=finding.repair._replace(safe=False))

    monkeypatch.setattr(type(SOFTMAX), "rule", propose)
    (tmp_path / "train.py").write_text(SOFTMAX.bad)
    assert typed("train.py", "--fix")[0] == 1
    assert (tmp_path / "train.py").read_text() == SOFTMAX.bad
    assert typed("train.py", "--fix", "--unsafe-fixes")[0] == 0
    assert (tmp_path / "train.py").read_text() == SOFTMAX.good


def test_several_processes_give_the_report_of_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("shared.py").write_text(SOFTMAX.bad.partition("\nfor ")[0])
    for number in range(24):
        Path(f"train{number:02}.py").write_text(
            f"from shared import *\n\nfor {SOFTMAX.bad.partition(chr(10) + 'for ')[2]}"
        )
    Path("broken.py").write_text("for i in range(3\n")
    one, several = check(["."]), check_files(["."], jobs=2)
    assert several.findings == one.findings
    assert len(one.findings) >= 1
    assert several.sources == one.sources
    assert several.followed.files == one.followed.files
    assert set(several.followed.not_followed) == set(one.followed.not_followed)


def test_few_files_are_not_worth_a_process(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", None)
    Path("train.py").write_text(SOFTMAX.bad)
    assert check_files(["."], jobs=8) == check(["."])
