"""A loop is read in rounds: once an item where the items are known, else twice, the second time marked `again`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from loopwise.program.evaluator.machine import BREAK, CONTINUE, NEXT, RAISE, RETURN, Flow, Machine
from loopwise.program.flow.events import LoopRun
from loopwise.program.objects.grown import leave_open
from loopwise.program.objects.values import Const, Stream, Unknown
from loopwise.program.source.sources import Site

_LEAVES = (BREAK, RETURN, RAISE)


def go_round(
    machine: Machine,
    site: Site,
    stream: Stream,
    rounds: Sequence[Callable[[], None]],
    body: Callable[[], Flow],
    *,
    closed: bool,
) -> Flow:
    """Read the body once a round, or twice where the rounds are not known; return how the last one ended.

    rounds: what each round begins with: the target is given its item.
    """
    run = LoopRun(site, stream.over, len(machine.conditions), again=machine.again)
    run.length, run.stop = stream.times, stream.stop
    run.spent = stream.begun is not None and len(stream.begun) < len(machine.loops)
    run.exact = closed
    machine.runs.append(run)
    outer, again, begun, ended = machine.loops, machine.again, len(machine.events), len(machine.left_behind)
    machine.loops = (*outer, run)
    flow = NEXT
    try:
        machine.journal.open()
        for take in rounds:
            take()
            flow = body()
            machine.catch_up(ended, CONTINUE)
            if flow in _LEAVES:
                run.left_at = None if flow is RAISE else machine.left_at
                break
        writes = machine.journal.close()
        if not closed and not again and flow not in _LEAVES:
            for write in writes.values():  # a number or text that the first round changed is no longer known
                if write.key != "training" and _differs(write.old, write.new):
                    machine.journal.write(write.table, write.key, Unknown())
            machine.again = True
            machine.journal.open()
            rounds[-1]()
            flow = body()
            machine.catch_up(ended, CONTINUE)
            leave_open(machine.journal, writes, machine.journal.close())
        run.open = False
    finally:
        machine.loops, machine.again = outer, again
    machine.catch_up(ended, BREAK)
    if closed:
        _write_out(machine, run, begun)
    return flow


def _write_out(machine: Machine, run: LoopRun, begun: int) -> None:
    """A loop that only steps or clears a few optimisers, one after the other, is no loop of its own."""
    inside = [event for event in machine.events[begun:] if run in event.loops]
    kinds = {event.kind for event in inside}
    if kinds & {"step", "zero"} and not kinds & {"forward", "backward"}:
        for event in inside:
            event.loops = tuple(one for one in event.loops if one is not run)


def _differs(old: object, new: object) -> bool:
    if not (isinstance(old, Const) and isinstance(new, Const)):
        return False
    return old.value is not None and (type(old.value) is not type(new.value) or old.value != new.value)
