"""The notebook people open first runs in a real kernel; what is wrong is said under the cell that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

FIRST = Path(__file__).parents[2] / "examples" / "colab" / "first.ipynb"
FAULT = "softmax-before-cross-entropy"


def shown(cell):
    outputs = [output.get("data", {}).get("text/plain", output.get("text", "")) for output in cell.outputs]
    return "\n".join(outputs)


def test_the_finding_stands_under_the_right_cell(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.delenv("LOOPWISE_LANGUAGE", raising=False)
    book = nbformat.read(FIRST, as_version=4)
    nbformat.validate(book)
    book.cells = [cell for cell in book.cells if not cell.source.startswith("%pip")]
    resources = {"metadata": {"path": str(tmp_path)}}
    nbclient.NotebookClient(book, timeout=120, kernel_name="python3", resources=resources).execute()
    load, data, wrong, right, explained = [cell for cell in book.cells if cell.cell_type == "code"]
    assert FAULT in shown(wrong) and "1.461" in shown(wrong)
    assert FAULT not in shown(load) + shown(data) + shown(right)
    assert FAULT in shown(explained)
    loss = [float(shown(cell).split("loss ")[1].split()[0].strip("'")) for cell in (wrong, right)]
    assert loss[1] < 0.5 < 1.461 < loss[0]
