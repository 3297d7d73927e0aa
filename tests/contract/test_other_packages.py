"""A fault of another package, offered through the entry point `loopwise.faults`, is found and asked the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FAULT = '''
"""Something is printed in every step."""
from loopwise.faults import Fault
from loopwise.text import Text

class PrintsEveryStep(Fault):
    severity = "warning"
    title = Text(en="A print in the loop", ko="루프 안의 print")
    says = Text(en="Every step prints.", ko="스텝마다 출력합니다.")
    mend = Text(en="Print once an epoch.", ko="에폭(epoch)마다 한 번 출력하세요.")
    why = Text(en="Printing takes time.", ko="출력에는 시간이 걸립니다.")
    symptoms = ("training is slow", "학습이 느려요")

    def rule(self, program):
        for loop in program.training_loops():
            yield self.at(loop.place)
'''


@pytest.fixture
def other_package(tmp_path):
    """A small installed package: module, example pair, and its metadata."""
    (tmp_path / "study_faults").mkdir()
    (tmp_path / "study_faults" / "__init__.py").write_text("")
    (tmp_path / "study_faults" / "prints_every_step.py").write_text(FAULT, encoding="utf-8")
    examples = tmp_path / "study_faults" / "examples" / "prints_every_step"
    examples.mkdir(parents=True)
    (examples / "bad.py").write_text("for step in range(9):\n    print(step)\n")
    (examples / "good.py").write_text("for step in range(9):\n    pass\n")
    info = tmp_path / "study_faults-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: study-faults\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[loopwise.faults]\nprints = study_faults.prints_every_step\n")
    return tmp_path


def run(other_package: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(other_package), "LOOPWISE_LANGUAGE": "en"}
    command = [sys.executable, "-m", "loopwise", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8")


def test_its_fault_is_found(other_package, tmp_path):
    program = tmp_path / "train.py"
    program.write_text(
        "import torch\nmodel = torch.nn.Linear(2, 1)\noptimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "for x, y in [(torch.ones(1, 2), torch.ones(1, 1))] * 3:\n    optimizer.zero_grad()\n"
        "    loss = ((model(x) - y) ** 2).mean()\n    loss.backward()\n    optimizer.step()\n"
    )
    done = run(other_package, "check", str(program), "--select", "prints-every-step", "--format", "concise")
    assert "prints-every-step" in done.stdout and done.returncode == 1


def test_it_is_explained_like_ours(other_package):
    assert "Print once an epoch." in run(other_package, "explain", "prints-every-step").stdout


def test_a_broken_one_is_said_and_left_out(other_package):
    (other_package / "study_faults" / "prints_every_step.py").write_text("import not_there")
    done = run(other_package, "explain", "softmax-before-cross-entropy")
    assert done.returncode == 0 and "prints" in done.stderr
