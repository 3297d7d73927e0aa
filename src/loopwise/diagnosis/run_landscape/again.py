"""Start the process that measures around a watched run, follow it, and say in words what it could not do."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from loopwise.diagnosis.what_if.copying import copied
from loopwise.diagnosis.what_if.environment import environment
from loopwise.diagnosis.what_if.program import Program, program_of_run
from loopwise.errors import LoopwiseError
from loopwise.records import WatchReport, plain, rebuild
from loopwise.records.landscapes import Landscape
from loopwise.text import Text

LOOK = 0.1  # seconds between two looks at what the process says
PATIENCE = 20.0  # seconds it is given to end by itself
LONGEST = 1800.0  # seconds until its first word: what comes before the training, and some steps of it
BY_HAND = "loopwise.landscape(model, loader, criterion)"
NO_PATH = Text(en="this run kept no path of its weights.", ko="가중치의 경로를 저장하지 않은 실행입니다.")
_FAILED = Text(
    en="the program does not run again in a copy of its folder: {what}",
    ko="프로젝트 복사본에서 프로그램을 다시 실행하지 못했습니다: {what}",
)
_TIME = Text(
    en="the program had no training step within {limit:.0f} s, so nothing can be drawn.",
    ko="프로그램이 {limit:.0f}초 안에 학습 스텝에 이르지 못해 그릴 수 없습니다.",
)
_AGAIN = Text(en="watch it once more: {line}", ko="다시 관찰해 보세요: {line}")
_INSIDE = Text(
    en="draw it inside the script, after training: {line}",
    ko="스크립트 안에서 학습이 끝난 뒤에 그려 보세요: {line}",
)
_WHY = {
    "weights": Text(
        en="the loss that goes back does not come from the weights that move.",
        ko="역전파한 손실(loss)이 움직이는 가중치에서 나오지 않습니다.",
    ),
    "several": Text(
        en="backward() is called on several numbers at once, not on one loss.",
        ko="backward()를 손실(loss) 하나가 아니라 여러 값에 호출합니다.",
    ),
    "foreign": Text(
        en="the loss comes from weights of several optimizers; the path kept is the first one's.",
        ko="손실(loss)이 여러 옵티마이저(optimizer)의 가중치에서 나옵니다. 저장한 것은 첫째 옵티마이저의 경로뿐입니다.",
    ),
    "shapes": Text(
        en="the way through the model depends on its weights, so its loss cannot be computed elsewhere.",
        ko="가중치에 따라 모델의 계산 과정이 달라져 다른 곳의 손실(loss)을 구할 수 없습니다.",
    ),
    "other": Text(
        en="computed again, the loss is {what}: it depends on more than the weights and the batch.",
        ko="다시 계산한 손실(loss)이 원래 값과 다릅니다({what}). 가중치와 배치 말고도 영향을 주는 것이 있습니다.",
    ),
    "no-steps": Text(
        en="no loss went back before an optimizer's second step.",
        ko="옵티마이저(optimizer)의 둘째 스텝 전에 역전파한 손실(loss)이 없습니다.",
    ),
}
_DIVERGED = Text(
    en="the training diverged: after step {last} the loss of the weights is no number.",
    ko="발산한 학습입니다. 스텝 {last} 다음부터 가중치의 손실(loss)이 숫자가 아닙니다.",
)
_PARAMETERS = Text(
    en="the program trains another model now: parameters then and now {what}.",
    ko="지금은 다른 모델을 학습하는 프로그램입니다(그때와 지금의 파라미터 수: {what}).",
)
_LAYOUT = Text(
    en="the loss is computed with tensors that have no plain memory ({what}).",
    ko="평범한 메모리에 놓이지 않는 텐서({what})로 손실(loss)을 계산합니다.",
)
_SPARSE = ("sparse", "mkldnn", "jagged")


def landscape_of_run(
    report: WatchReport,
    *,
    side: int = 33,
    plane: str = "path",
    seed: int = 0,
    sink: Callable[[Landscape], object] | None = None,
    progress: Callable[[int, int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Landscape:
    """Return the landscape of a run's own loss on batches of its own, around or along the path that it kept.

    plane: "path" (the PCA plane of the path, with the path on it) or "random" (filter-normalised directions around
    its end; of these `seed`). side, sink, progress, cancelled: as `loopwise.descent.landscape` takes them.

    Runs the program again up to its first steps, in a temporary copy of its project. Raises LoopwiseError where it kept
    no path or does not run again, and where its loss cannot be computed with other weights.
    """
    from loopwise.descent.landscapes import ask_side
    from loopwise.descent.planes import path_plane
    from loopwise.descent.weights import unpacked

    ask_side(side)
    refuse_without_path(report)
    assert report.path
    if plane == "path":
        path_plane(unpacked(report.path))  # says what is wrong with it, before anything is run
    program = program_of_run(report, fix=watch_again(report.script))
    asked = {"path": plain(report.path), "side": side, "plane": plane, "seed": seed, "title": report.script}
    with copied(program.project) as copy:
        work = _Work(program, copy, asked)
        try:
            return work.follow(sink, progress, cancelled)
        finally:
            work.end()


def watch_again(script: str, options: str = "") -> str:
    """Return the command that watches a program and keeps its path."""
    return f"loopwise watch --keep-path {options}{script}"


def refuse_without_path(report: WatchReport) -> None:
    """Raise LoopwiseError for a run that kept no path."""
    if report.path is None:
        raise LoopwiseError(NO_PATH, fix=watch_again(report.script))


class _Work:
    """The process, and what it has said so far."""

    def __init__(self, program: Program, copy: Path, asked: dict[str, Any]) -> None:
        self.title = asked["title"]
        place = copy.parent
        self.answer, self.stop, self.told = place / "answer.jsonl", place / "stop", place / "printed.txt"
        self.answer.touch()
        how = program.within(copy)
        spec = place / "spec.json"
        spec.write_text(json.dumps({**how, **asked, "answer": str(self.answer)}), encoding="utf-8")
        self.out = self.told.open("w", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "loopwise.diagnosis.run_landscape.child", str(spec)],
            cwd=how["folder"],
            env={**environment(Path(how["spill"])), "TORCHDYNAMO_DISABLE": "1"},
            stdout=self.out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        self.grid: Landscape | None = None
        self.heard = False

    def follow(
        self,
        sink: Callable[[Landscape], object] | None,
        progress: Callable[[int, int], object] | None,
        cancelled: Callable[[], bool] | None,
    ) -> Landscape:
        """Return what it finds. Ctrl-C, or `cancelled`, ends it with what there is."""
        try:
            for said in self._said(cancelled):
                if "trouble" in said:
                    raise self._problem(*said["trouble"].partition(" ")[::2])
                if "found" in said:
                    return rebuild(Landscape, said["found"])
                if "grid" in said:
                    self.grid = rebuild(Landscape, said["grid"])
                    if sink:
                        sink(self.grid)
                elif progress:
                    progress(said["done"], said["total"])
        except KeyboardInterrupt:
            return self._interrupted()
        raise self._problem("failed", "")

    def end(self) -> None:
        """Leave no process behind."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.out.close()

    def _said(self, cancelled: Callable[[], bool] | None) -> Iterator[dict[str, Any]]:
        """Yield what it says, until it has ended and said all."""
        began = time.monotonic()
        with self.answer.open(encoding="utf-8") as lines:
            rest = ""
            while True:
                over = self.process.poll() is not None
                rest += lines.read()
                *whole, rest = rest.split("\n")
                yield from map(json.loads, whole)
                self.heard = self.heard or bool(whole)
                if over:
                    return
                if not self.heard and time.monotonic() - began > LONGEST:
                    raise LoopwiseError(_TIME.format(limit=LONGEST), fix=_inside())
                if cancelled and cancelled() and not self.stop.exists():
                    if not self.heard:
                        raise KeyboardInterrupt
                    self.stop.touch()
                time.sleep(LOOK)

    def _interrupted(self) -> Landscape:
        """Let it say what it has; where it has not begun there is nothing to show."""
        if not self.heard:
            raise KeyboardInterrupt
        self.stop.touch()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
        for line in self.answer.read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            if "found" in said:
                return rebuild(Landscape, said["found"])
        raise KeyboardInterrupt

    def _problem(self, kind: str, what: str) -> LoopwiseError:
        """Return what the process could not do, in words, with what to do instead."""
        if kind in _WHY:
            return LoopwiseError(_WHY[kind].format(what=what.replace(" ", " / ")), fix=_inside())
        if kind == "not-finite":
            fix = watch_again(self.title, f"--steps {what} ")
            return LoopwiseError(_DIVERGED.format(last=what), fix=_AGAIN.format(line=fix))
        if kind == "parameters":
            line = " / ".join(f"{int(one):,}" for one in what.split())
            return LoopwiseError(
                _PARAMETERS.format(what=line), fix=_AGAIN.format(line=watch_again(self.title))
            )
        if kind.startswith(_SPARSE):
            return LoopwiseError(_LAYOUT.format(what=kind), fix=_inside())
        last = [
            line
            for line in self.told.read_text(encoding="utf-8", errors="replace").splitlines()
            if line.strip()
        ]
        return LoopwiseError(_FAILED.format(what=what or (last[-1] if last else "-")), fix=_inside())


def _inside() -> Text:
    return _INSIDE.format(line=BY_HAND)
