"""The collector rests while programs are read, is left as it was, and many take no more memory than one."""

import gc
from pathlib import Path

import pytest

from loopwise.diagnosis.checking import check
from loopwise.program.garbage import collector_at_rest
from loopwise.program.objects.ops import Op

PROGRAM = (
    "from torch import nn\nnet = nn.Linear(2, 2)\nfor _ in range(9):\n    net(net.weight).sum().backward()\n"
)


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_is_left_as_it_was(was_on: bool) -> None:
    if not was_on:
        gc.disable()
    try:
        with pytest.raises(ZeroDivisionError), collector_at_rest():
            with collector_at_rest():
                pass
            assert not gc.isenabled()
            raise ZeroDivisionError
        assert gc.isenabled() is was_on
    finally:
        gc.enable()


def test_a_program_is_swept_before_the_next_is_read(tmp_path: Path) -> None:
    files = [tmp_path / f"program_{number}.py" for number in range(6)]
    for file in files:
        file.write_text(PROGRAM, encoding="utf-8")
    assert _left_by(files) == _left_by(files[:1]) > 0


def _left_by(files: list[Path]) -> int:
    """Count the operations in memory after a check; the collector is off, so that nothing else sweeps."""
    gc.collect()
    gc.disable()
    try:
        check(files)
        return sum(type(one) is Op for one in gc.get_objects())
    finally:
        gc.enable()
