"""check(): faults found in every style a program is written in, repaired, ignored, and bad input refused."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from loopwise import faults
from loopwise.diagnosis import checking
from loopwise.diagnosis.checking import check, repaired, write_repaired
from loopwise.errors import LoopwiseError
from loopwise.faults import fault_named
from loopwise.program.evaluator.machine import EXPRESSIONS

SOFTMAX = fault_named("softmax-before-cross-entropy")
ACCUMULATE = fault_named("gradients-accumulate")
_, *_PARTS = re.split(
    r"^### ", Path(__file__).with_name("styles.txt").read_text(encoding="utf-8"), flags=re.M
)
STYLES = [(head.partition(": "), body) for head, _, body in (part.partition("\n") for part in _PARTS)]


def names(report):
    return {finding.fault for finding in report.findings}


@pytest.mark.parametrize(
    ("source", "faulty"),
    [(body, set(head[2].split())) for head, body in STYLES],
    ids=[h[0] for h, _ in STYLES],
)
def test_every_style_is_answered_and_its_repair_mends(source, faulty):
    report = check(source)
    assert names(report) == faulty
    for mended in repaired(report, unsafe=True).values():
        compile(mended, "mended", "exec")
        left = check(mended)
        assert not left.findings
        assert not repaired(left, unsafe=True)


def test_the_number_of_classes_and_the_floor_are_read_from_the_layers():
    (finding,) = check(SOFTMAX.bad).findings
    assert finding.evidence["classes"] == 10
    assert finding.evidence["floor"] == pytest.approx(1.4612, abs=1e-4)
    assert finding.related["loss_place"].line == 15


def test_what_was_followed_is_told():
    followed = check(SOFTMAX.bad).followed
    assert (followed.files, followed.training_loops, followed.losses_seen, followed.losses_resolved) == (
        1,
        1,
        1,
        1,
    )
    assert followed.chains == ("Sequential -> CrossEntropyLoss -> SGD",)
    nothing = check("x = 1\ny = 2\n").followed
    assert (nothing.training_loops, nothing.chains) == (0, ())


def test_a_loss_that_is_not_seen_is_named_in_the_programs_own_words():
    source = ACCUMULATE.good.replace("nn.CrossEntropyLoss()", "make_loss(config)")
    (unseen,) = check(source).followed.not_followed
    assert unseen.what == "criterion(model(images), labels)"


@pytest.mark.parametrize(
    "comment", ["ignore", "ignore[gradients-accumulate]", "ignore[x, gradients-accumulate]"]
)
def test_an_ignored_line_is_silent(comment):
    source = ACCUMULATE.bad.replace("loss.backward()", f"loss.backward()  # loopwise: {comment}")
    assert not check(source).findings


def test_an_ignore_of_another_fault_changes_nothing():
    source = ACCUMULATE.bad.replace(
        "loss.backward()", "loss.backward()  # loopwise: ignore[softmax-before-cross-entropy]"
    )
    assert check(source).findings


def test_select_and_ignore_by_name():
    both = SOFTMAX.bad.replace("    optimizer.zero_grad()\n", "")
    assert names(check(both)) == {SOFTMAX.name, ACCUMULATE.name}
    assert names(check(both, select=[SOFTMAX.name])) == {SOFTMAX.name}
    assert names(check(both, ignore=[SOFTMAX.name])) == {ACCUMULATE.name}
    with pytest.raises(LoopwiseError, match="gradients"):
        check(both, select=["gradient-accumulate"])


def test_a_rule_that_fails_is_named_and_the_others_go_on(monkeypatch, caplog):
    class Broken(faults.Fault):
        name = "broken"

        def rule(self, program):
            raise ValueError("boom")

    monkeypatch.setattr(checking, "catalogue", lambda: (Broken(), SOFTMAX))
    report = check(SOFTMAX.bad)
    assert names(report) == {SOFTMAX.name}
    assert [unseen.what for unseen in report.followed.not_followed] == ["broken"]
    assert "boom" in caplog.text


def test_files_folders_functions_and_modules(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "소스").mkdir()
    (tmp_path / "소스" / "bad.py").write_text(ACCUMULATE.bad, encoding="utf-8")
    (tmp_path / "소스" / "good.py").write_text(ACCUMULATE.good, encoding="utf-8")
    (tmp_path / "소스" / "broken.py").write_text("def f(:\n", encoding="utf-8")
    report = check("소스")
    assert [str(finding.place) for finding in report.findings] == ["소스/bad.py:17:9"]
    assert [str(note.place) for note in report.followed.not_followed] == ["소스/broken.py:1:7"]
    assert report.followed.files == 3
    assert "소스/bad.py" in report.sources
    assert names(check(["소스/bad.py", "소스/good.py"])) == {ACCUMULATE.name}
    assert not check(check).findings
    assert not check(checking).findings


def test_a_notebook_keeps_its_cells_when_one_is_broken(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = SOFTMAX.bad.splitlines(keepends=True)
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# 제목"},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["%matplotlib inline\n", *lines[:11]]},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": "for x in\n"},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": "".join(lines[11:])},
    ]
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    text = json.dumps(book, ensure_ascii=False, indent=1) + "\n"
    Path("과제.ipynb").write_text(text, encoding="utf-8")
    report = check("과제.ipynb")
    (finding,) = report.findings
    assert (finding.place.cell, finding.place.line) == (2, 10)
    assert [note.place.cell for note in report.followed.not_followed] == [3]
    ((path, mended),) = repaired(report).items()
    assert path == "과제.ipynb"
    assert mended == text.replace(", nn.Softmax(dim=1))", ")")
    write_repaired(path, mended)
    assert not check(path).findings
    assert repaired(check(text)) == {"<source>": mended}


def test_windows_line_ends_and_cp949_survive_the_repair(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source = ACCUMULATE.bad.replace("loss.backward()", "loss.backward()  # 역전파").replace("\n", "\r\n")
    Path("학습.py").write_bytes(source.encode("cp949"))
    ((path, mended),) = repaired(check("학습.py")).items()
    write_repaired(path, mended)
    expected = source.replace("        loss.back", "        optimizer.zero_grad()\r\n        loss.back")
    assert Path("학습.py").read_bytes() == expected.encode("cp949")


def test_findings_of_an_imported_file_stand_in_that_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("nets").mkdir()
    Path("nets/__init__.py").write_text("from .mlp import Net\n")
    Path("nets/mlp.py").write_text(
        "from torch import nn\nimport torch.nn.functional as F\nclass Net(nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(4, 3)\n"
        "    def forward(self, x):\n        return F.softmax(self.fc(x), dim=1)\n"
    )
    Path("train.py").write_text(
        "import torch\nfrom torch import nn\nfrom nets import Net\nmodel = Net()\n"
        "loss = nn.CrossEntropyLoss()(model(x), y)\nloss.backward()\n"
    )
    assert [str(f.place) for f in check("train.py").findings] == ["nets/mlp.py:8:16"]
    report = check(".")
    assert [str(f.place) for f in report.findings] == ["nets/mlp.py:8:16"]
    assert list(repaired(report)) == ["nets/mlp.py"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("missing.py", None, "does not exist"),
        ("empty", "folder", "holds no .py or .ipynb"),
        ("null.py", b"x = 1\0", "null bytes"),
        ("binary.py", b"\xff\xfe\x81\x20\xff", "neither UTF-8 nor cp949"),
        ("broken.py", b"def f(:\n", "cannot be parsed"),
        ("broken.ipynb", b'{"cells": [', "not valid JSON"),
        ("list.ipynb", b"[]", "it has no cells"),
        ("prose.ipynb", b'{"cells": [{"cell_type": "markdown", "source": "x"}]}', "no code cells"),
        ("large.py", b"x = 1\n" * 200_000, "more than 1 MB"),
        ("deep.py", b"x = " + b"(" * 5000 + b")" * 5000, "cannot be parsed"),
    ],
)
def test_bad_input_is_refused_with_a_place_and_a_fix(tmp_path, monkeypatch, name, content, says):
    monkeypatch.chdir(tmp_path)
    if content == "folder":
        Path(name).mkdir()
    elif content is not None:
        Path(name).write_bytes(content)
    with pytest.raises(LoopwiseError) as refused:
        check(name)
    assert says in refused.value.message.en
    assert refused.value.fix
    assert refused.value.place.path == name


def test_outside_ipython_nothing_was_executed():
    with pytest.raises(LoopwiseError, match="IPython"):
        check()


def test_checking_loads_neither_torch_nor_numpy_nor_ipython():
    code = (
        "import sys; from loopwise.diagnosis.checking import check; from loopwise.faults import fault_named;"
        "assert check(fault_named('gradients-accumulate').bad).findings;"
        "assert not {'torch', 'numpy', 'plotly', 'IPython'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_mistake_of_the_reader_is_noted_and_the_rest_is_read(monkeypatch, caplog):
    def fail(machine, node):
        raise ZeroDivisionError("boom")

    monkeypatch.setitem(EXPRESSIONS, ast.Lambda, fail)
    report = check("f = lambda x: x\n" + SOFTMAX.bad)
    assert names(report) == {SOFTMAX.name}
    assert [unseen.what for unseen in report.followed.not_followed] == ["f = lambda x: x"]
    assert "boom" in caplog.text
