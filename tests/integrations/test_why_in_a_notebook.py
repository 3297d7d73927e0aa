"""`loopwise.why()` in a real IPython kernel, nothing loaded before it failed; and IPython's own traceback, pasted."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.search import explain

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

MODEL = """\
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 6, 3, padding=1)
        self.fc = nn.Linear(144, 4)

    def forward(self, x):
        x = self.conv(x).relu().flatten(1)
        return self.fc(x)
"""
LOOP = """\
{comment}
model = Net()
out = model(torch.randn(64, 3, 32, 32))
"""


@pytest.fixture
def executed(tmp_path, monkeypatch):
    """Run cells in a fresh kernel; return each cell's outputs as the notebook holds them."""
    for variable in ("LOOPWISE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))

    def run(*sources):
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
        options = {"timeout": 120, "kernel_name": "python3", "allow_errors": True}
        nbclient.NotebookClient(book, resources={"metadata": {"path": str(tmp_path)}}, **options).execute()
        return [cell.outputs for cell in book.cells]

    return run


@pytest.mark.parametrize(
    ("comment", "repair", "held"),
    [
        ("# one batch", "Repair", "What the names on this line held"),
        ("# 배치 하나", "고치는 법", "이 줄에 나온 이름의 값"),
    ],
)
def test_why_shows_itself_under_the_cell(executed, comment, repair, held):
    before, _, failed, asked = executed(
        "import loopwise\nloopwise.why()", MODEL, LOOP.format(comment=comment), "loopwise.why()"
    )
    assert "loopwise.why()" in before[0]["data"]["text/plain"], "nothing has failed yet"
    (shown,) = asked
    plain, html = shown["data"]["text/plain"], shown["data"]["text/html"]
    for told in (plain, html):
        assert "linear-width-mismatch" in told and "6144" in told and repair in told
    assert plain.startswith("RuntimeError  In [2]:12") and held in plain
    assert "self.fc = nn.Linear(6144, 4)" in plain, "the executed cells were checked"
    assert "self.fc" in plain and "(64, 6144) float32" in plain

    pasted = explain("\n".join(failed[0]["traceback"]))  # with its colours
    assert pasted.hits[0].fault.name == "linear-width-mismatch"
    own = pasted.failure.own
    assert (own.cell, own.line, own.code) == (2, 12, "return self.fc(x)")


def test_the_magic_and_a_loaded_extension_show_it_too(executed):
    _, _, _, asked = executed("%load_ext loopwise", MODEL, LOOP.format(comment=""), "%loopwise why")
    assert "linear-width-mismatch" in asked[0]["data"]["text/plain"]
    assert "<div" in asked[0]["data"]["text/html"]
