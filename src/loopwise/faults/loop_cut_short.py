"""A loop over batches or epochs that ends in its first round, or that finds nothing left to go over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding, Place
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.evaluation_events import PassEvent


class LoopCutShort(Fault):
    """A `return` or `break` one level too deep, or an iterator made once for all epochs."""

    severity = "error"
    title = Text(en="The loop is cut short", ko="도중에 끝나는 반복문")
    says = Text(
        en="""`{statement}` ends this loop in its first round: whatever would come after it is never seen.
        | Each epoch ({loop_place}) learns from one batch only: next(iter(...)) begins anew and takes the first.
        | Every pass over the data that begins here is left after its first batch ({passes} passes).
        | This iterator was begun outside the loop around it. After its first round it is empty: no more batches.
        In this run {empty} loops began at the end of an iterator that had given its {length} batches, and got none.
        In this run {passes} passes over the data ended after {batches} of {length} batches.""",
        ko="""`{statement}` 때문에 이 반복문은 첫 바퀴에서 끝납니다. 그 뒤에 올 것은 한 번도 쓰이지 않습니다.
        | next(iter(...))는 매번 새로 시작해 첫 배치만 꺼내므로, 한 에폭({loop_place})에 배치 하나로만 학습합니다.
        | 여기에서 시작하는 반복문은 데이터를 돌 때마다 첫 배치에서 끝납니다({passes}번).
        | 바깥 반복문보다 먼저 만든 이터레이터(iterator)라서, 첫 바퀴가 끝나면 배치가 더 나오지 않습니다.
        이번 실행에서 배치 {length}개를 이미 다 꺼낸 이터레이터로 반복문을 {empty}번 시작했고, 그때마다 배치가
        하나도 나오지 않았습니다.
        이번 실행에서 데이터를 도는 {passes}번 모두 배치 {length}개 가운데 {batches}개만 쓰고 끝났습니다.""",
    )
    mend = Text(
        en="""Move `return` out to the level of the loop, or take `break` away. Of an iterator, loop over the loader
        itself: a loader begins anew each time.""",
        ko="""`return`을 반복문과 같은 깊이로 내어 쓰고, `break`는 지우세요. 이터레이터 대신 DataLoader 자체를 반복하면
        에폭(epoch)마다 처음부터 다시 시작합니다.""",
    )
    why = Text(
        en="""Indentation decides what belongs to a loop: a `return` that lines up with the last statement of the body
        is part of it, and one batch is all that an epoch sees. An iterator made by iter(), zip() or enumerate()
        remembers how far it got; a second loop over it begins at its end and runs zero times, without a word. The
        loss printed is then the old one, the same in every epoch.""",
        ko="""들여쓰기가 반복문에 속하는 것을 정합니다. 본문의 마지막 문장과 나란히 쓴 `return`은 반복문의 일부여서, 한
        에폭에 배치를 하나만 보게 됩니다. iter(), zip(), enumerate()로 만든 이터레이터는 어디까지 갔는지 기억하므로, 두
        번째 반복문은 끝에서 시작해 아무 말 없이 한 번도 돌지 않습니다. 그래서 출력되는 손실(loss)이 에폭마다
        똑같습니다.""",
    )
    symptoms = (
        "only one batch is trained each epoch",
        "epoch finishes immediately",
        "training is too fast and learns nothing",
        "the loss is the same every epoch",
        "only the first epoch trains",
        "한 에폭이 바로 끝나요",
        "배치가 하나만 학습돼요",
        "두 번째 에폭부터 로스가 안 변해요",
        "학습이 너무 빨리 끝나요",
        "로스가 안 떨어져요",
    )
    measures = {
        "statement": Measure(Text(en="statement", ko="문장")),
        "passes": Measure(Text(en="passes that ended early", ko="도중에 끝난 횟수"), digits=0),
        "empty": Measure(Text(en="loops that got no batch", ko="배치가 나오지 않은 반복문"), digits=0),
        "batches": Measure(Text(en="batches seen in each", ko="한 번에 쓴 배치"), digits=0),
        "length": Measure(Text(en="batches there are", ko="전체 배치"), digits=0),
    }
    sources = (
        "Python documentation, Iterator types: an exhausted iterator stays exhausted",
        "PyTorch documentation, torch.utils.data.DataLoader",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A loop that learns, or adds up a metric, surely ends in its first round, or starts at an iterator's end."""
        for cut in program.cut_loops():
            yield self.at(
                cut.place,
                repair=cut.to_the_end(),
                severity=None if cut.learns else "warning",
                confidence="likely" if cut.statement == "break" or cut.drawn is not None else None,
                statement=cut.statement,
                related={"loop_place": cut.run.site.place} if cut.drawn is not None else {},
            )

    class Probe(_probe.Probe):
        """Every `for` loop over a loader from one line trains on its first batch and is left."""

        refutes = False
        enough = 2  # passes

        def __init__(self, fault: Fault) -> None:
            super().__init__(fault)
            self.cut: dict[Place, list[PassEvent]] = {}
            self.whole: set[Place] = set()

        def on_pass(self, over: PassEvent) -> Iterator[Finding]:
            """Yield at the second pass that is cut, unless one went on."""
            if over.empty:
                if over.empty >= self.enough:
                    yield self.measured(
                        over.place, step=over.step, empty=over.empty, length=over.length or over.batches
                    )
                return
            short = over.batches == 1 and over.length is not None and over.length > 1 and not over.exhausted
            if not (over.loop and short and over.backwards):
                self.whole.add(over.place)
            if over.place in self.whole:
                return
            passes = self.cut.setdefault(over.place, [])
            passes.append(over)
            if len(passes) >= self.enough:
                first = passes[0]
                yield self.measured(
                    first.place,
                    step=first.step,
                    passes=len(passes),
                    batches=first.batches,
                    length=first.length or 0,
                )
