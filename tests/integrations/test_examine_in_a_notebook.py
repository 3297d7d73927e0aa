"""`loopwise.examine` as the last line of a cell, with and without `%load_ext loopwise`."""

from __future__ import annotations

import subprocess
import sys

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

SETUP = """\
{comment}
import torch, loopwise
from torch import nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3), nn.Softmax(1))
batch = torch.randn(16, 4), torch.randint(0, 3, (16,))
optimizer = torch.optim.Adam(model.parameters())
"""
ASK = "loopwise.examine(model, [batch], nn.CrossEntropyLoss(), optimizer)"


@pytest.fixture
def executed(tmp_path, monkeypatch):
    """Run cells in a fresh kernel; return each cell's outputs."""
    for variable in ("LOOPWISE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))

    def run(*sources):
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
        options = {"timeout": 120, "kernel_name": "python3"}
        nbclient.NotebookClient(book, resources={"metadata": {"path": str(tmp_path)}}, **options).execute()
        return [cell.outputs for cell in book.cells]

    return run


@pytest.mark.parametrize(
    ("comment", "first"),
    [("# one model", "does not learn one batch by heart"), ("# 모델 하나", "배치 하나도 외우지 못합니다")],
)
def test_it_shows_itself_under_the_cell(executed, comment, first):
    _, [shown] = executed(SETUP.format(comment=comment), ASK)
    for form in ("text/plain", "text/html"):
        assert first in shown.data[form] and "softmax-before-cross-entropy" in shown.data[form]
    assert "In [2]:1:1" in shown.data["text/plain"]


def test_the_extension_takes_its_steps_for_no_training(executed):
    _, _, shown, asked_again = executed("%load_ext loopwise", SETUP.format(comment=""), ASK, ASK)
    plain = [one.data["text/plain"] for one in (*shown, *asked_again) if "data" in one]
    assert sum("does not learn one batch" in text for text in plain) == 2
    assert not any("from step" in text and "does not learn" not in text for text in plain)


def test_the_door_loads_no_torch_for_it():
    asked = "import sys, loopwise; loopwise.examine; print('torch' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
