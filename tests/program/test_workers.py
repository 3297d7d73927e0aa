"""Workers without a main guard: found at the statement that starts them, silent where none is started afresh."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check, repaired
from loopwise.faults import fault_named
from loopwise.program import read_source

BAD = fault_named("workers-without-main-guard").bad


@pytest.mark.parametrize(
    "source",
    [
        BAD.replace("num_workers=2", "num_workers=0"),
        BAD.replace(", num_workers=2", ""),
        BAD.replace("num_workers=2", "num_workers=2, multiprocessing_context='fork'"),
        BAD.replace("num_workers=2", "num_workers=os.cpu_count()"),
        BAD.replace("num_workers=2", "num_workers=2 if torch.cuda.is_available() else 0"),
        "import torch.multiprocessing as mp\nmp.set_start_method('fork')\n" + BAD,
        "# %%\n" + BAD,
        "if __name__ == '__main__':\n" + "".join(f"    {line}\n" for line in BAD.splitlines()),
    ],
)
def test_scripts_that_start_no_fresh_process_are_silent(source):
    assert source != BAD
    assert not read_source(source).unguarded_workers()


def test_an_unguarded_loop_is_found_itself_though_it_stands_in_another():
    lines = BAD.splitlines()
    at = lines.index("for images, labels in loader:")
    body = [f"    {line}" for line in lines[at:]]
    (start,) = read_source("\n".join([*lines[:at], "for epoch in range(2):", *body, ""])).unguarded_workers()
    assert start.place.line == at + 2


def test_an_unguarded_call_is_found_where_it_stands():
    lines = BAD.splitlines()
    at = lines.index("for images, labels in loader:")
    body = "\n".join(f"    {line}" for line in lines[at:])
    source = "\n".join([*lines[:at], "def main():", body, "", "main()", ""])
    (start,) = read_source(source).unguarded_workers()
    assert start.place.line == len(source.splitlines())


def test_the_guard_takes_in_everything_behind_and_leaves_texts_alone():
    (mended,) = repaired(check(BAD)).values()
    assert mended.endswith('    optimizer.step()\n    print(f"loss {loss.item():.3f}")\n')
    assert 'if __name__ == "__main__":\n    for images, labels in loader:\n' in mended
    (start,) = read_source(BAD + 'print("""a\nb""")\n').unguarded_workers()
    assert start.guarded() is None
