"""`%load_ext loopwise` in a real IPython kernel: what is said, under which cell, and in which language."""

from __future__ import annotations

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

MODEL = """\
import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        return F.softmax(self.fc(x), dim=1)
"""
LOOP = """\
model = Net()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
X, y = torch.randn(30, 4), torch.randint(3, (30,))
for epoch in range(20):
    optimizer.zero_grad()
    loss = criterion(model(X), y)
    loss.backward()
    optimizer.step()
"""
RIGHT = MODEL.replace("F.softmax(self.fc(x), dim=1)", "self.fc(x)")
NOT_CLEARED = LOOP.replace("    optimizer.zero_grad()\n", "")


@pytest.fixture
def executed(tmp_path, monkeypatch):
    """Run cells in a fresh kernel; return for each what it showed: a list of (plain text, HTML)."""
    for variable in ("LOOPWISE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))

    def run(*sources):
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
        client = nbclient.NotebookClient(
            book,
            timeout=120,
            kernel_name="python3",
            allow_errors=True,
            resources={"metadata": {"path": str(tmp_path)}},
        )
        client.execute()
        return [[_shown(output) for output in cell.outputs] for cell in book.cells]

    return run


def _shown(output):
    if output.output_type == "error":
        return output.ename, ""
    data = output.get("data", {})
    return data.get("text/plain", output.get("text", "")), data.get("text/html", "")


@pytest.mark.parametrize(
    ("language", "comment", "grade", "floor"),
    [
        ("en", "# iris", "error · certain", "With 3 classes the loss cannot fall below 0.551."),
        ("ko", "# 붓꽃 분류", "오류 · 확실", "클래스가 3개이면 손실이 0.551보다 작아질 수 없습니다."),
    ],
)
def test_the_reason_stands_under_the_cell_that_trained(executed, language, comment, grade, floor):
    loaded, model, loop, again, mended, right = executed(
        "%load_ext loopwise", f"{comment}\n{MODEL}", LOOP, LOOP, f"{comment}\n{RIGHT}", LOOP
    )
    assert loaded == [] and model == [], "a class alone does not train"
    [(plain, html)] = loop
    for told in (plain, html):
        assert grade in told and "softmax-before-cross-entropy" in told
        assert floor in " ".join(told.split())
        assert "In [2]:14:16" in told
    assert "0.551 nat" in plain, "the run was watched: the numbers are there"
    assert "17" in plain
    assert again == [], "said once"
    assert mended == [] and right == [], "nothing is wrong any more"


def test_what_only_a_later_cell_does_wrong_is_said_there(executed):
    _, _, right, wrong = executed("%load_ext loopwise", RIGHT, LOOP, NOT_CLEARED)
    assert right == []
    [(plain, _)] = wrong
    assert plain.startswith("[error · certain] gradients-accumulate")
    assert "Evidence (from step" in plain


def test_magics_and_reports(executed):
    _, source, _, spoken, report, explained, wrong, off, unloaded, bare, gone = executed(
        "%load_ext loopwise",
        "import torch\nfrom torch import nn\nmodel = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))\n"
        "criterion = nn.CrossEntropyLoss()",
        "loss = criterion(model(torch.randn(8, 4)), torch.zeros(8, dtype=torch.long))",
        "import loopwise\nloopwise.language('ko')\nNone",
        "loopwise.check()",
        "%loopwise explain 2.303",
        "%loopwise lint",
        "%loopwise watch off",
        "%unload_ext loopwise",
        "loopwise.check()",
        "get_ipython().find_line_magic('loopwise') is None",
    )
    assert source == [] and spoken == []
    [(plain, html)] = report
    assert plain.startswith("[오류 · 확실]") and html.startswith("<div")
    assert "셀 " in plain and "파일" not in plain
    [(plain, html)] = explained
    assert plain.startswith("2.303 값은 log 10입니다.") and "<ol>" in html
    [(plain, _)] = wrong
    assert "%loopwise lint" in plain and "check, explain" in plain
    assert off[0][0] == "학습을 관찰하지 않습니다."
    assert unloaded == []
    [(plain, html)] = bare
    assert plain.startswith("CheckReport(") and html == ""
    assert gone[0][0] == "True"


def test_a_watch_of_one_s_own_is_left_alone(executed):
    _, _, own, report = executed(
        "%load_ext loopwise",
        MODEL,
        f"import loopwise\nwatched = loopwise.watch()\n{LOOP}",
        "watched.stop()",
    )
    assert all("softmax" in plain for plain, _ in own), "no second watch, no error"
    [(plain, _)] = report
    assert "20" in plain and "softmax-before-cross-entropy" in plain


def test_a_cell_that_fails_is_still_read(executed):
    _, _, shown = executed("%load_ext loopwise", MODEL, LOOP + "raise ValueError('later')\n")
    assert shown[0] == ("ValueError", "")
    assert "softmax-before-cross-entropy" in shown[1][0]


TRY = """\
answer = watched.what_if("softmax-before-cross-entropy", seeds=1)
print(answer.verdict, [run.steps for run in answer.runs], answer.runs[1].used, answer.untouched)
"""


def test_a_notebook_runs_again_with_the_repair_in_force(executed, tmp_path):
    """The cells, not a file: those before, in their order, one that failed among them; this kernel is left alone."""
    longer = LOOP.replace("range(20)", "range(120)")
    *_, told, mine = executed(
        MODEL, "open('mine.txt', 'w').write('mine')", "1 / 0",
        "%matplotlib inline\nimport loopwise\nwatched = loopwise.watch()", longer, TRY, "print(loss.item())",
    )  # fmt: skip
    assert told[0][0].rstrip().endswith("[120, 120] 120 True"), told
    assert float(mine[0][0]) > 0.5  # of the run that was watched
    assert (tmp_path / "mine.txt").read_text() == "mine"


@pytest.mark.soak
def test_the_magic_tries_what_the_last_training_has_shown(executed):
    longer = LOOP.replace("range(20)", "range(120)")
    *_, told = executed("%load_ext loopwise", MODEL, longer, "%loopwise what-if")
    assert any("softmax-before-cross-entropy" in plain for plain, _ in told), told
