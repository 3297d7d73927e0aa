"""A script starts a loader's worker processes without asking whether it is the main program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class WorkersWithoutMainGuard(Fault):
    """`DataLoader(..., num_workers=2)` run over at the top of a script."""

    severity = "warning"
    confidence = "likely"  # only where processes are started afresh: Windows, macOS, Python 3.14
    title = Text(en="Workers without a main guard", ko="main 가드 없이 시작하는 워커")
    says = Text(
        en="""The loader ({loader_place}) starts {workers} worker processes here. On Windows and macOS, and on Linux
        from Python 3.14 on, each of them runs this file from the top again, comes here too, and raises.""",
        ko="""데이터 로더({loader_place})가 여기서 워커 프로세스 {workers}개를 시작합니다. Windows와 macOS, 그리고
        Python 3.14부터는 Linux에서도 워커마다 이 파일을 처음부터 다시 실행하므로, 여기에 다시 이르러 에러가 납니다.""",
    )
    mend = Text(
        en='Put everything that trains under if __name__ == "__main__":, or set num_workers=0.',
        ko='학습하는 코드를 if __name__ == "__main__": 아래에 두거나 num_workers=0으로 바꾸세요.',
    )
    why = Text(
        en="""A worker needs the data set, so a fresh Python process imports the script to find its classes, under
        another name than "__main__". Whatever stands at the top level runs again in it: the data is loaded once more,
        and a loop over the loader would start workers of workers, which Python refuses. Older Pythons on Linux copy
        the running process instead, which is why the same file works on Colab and fails on a laptop.
        A notebook is no file that could be imported, so there this does not arise.""",
        ko="""워커는 데이터셋이 필요하므로 새 Python 프로세스가 스크립트를 "__main__"이 아닌 이름으로 import해서
        클래스를 찾습니다. 이때 맨 바깥에 있는 코드는 모두 다시 실행됩니다. 데이터를 또 읽고, 로더를 도는
        반복문에 이르면 워커가 다시 워커를 만들게 되어 Python이 거부합니다. Linux의
        이전 Python은 실행 중인 프로세스를 복사하므로, 같은
        파일이 Colab에서는 되고 노트북 컴퓨터에서는 안 되는 일이 생깁니다.
        노트북(.ipynb)은 import할 수 있는 파일이 아니어서 이 문제가 없습니다.""",
    )
    symptoms = (
        "attempt to start a new process before the current process has finished its bootstrapping phase",
        "freeze_support()",
        "num_workers greater than 0 fails on Windows",
        "DataLoader worker exited unexpectedly on Windows",
        "script runs twice with num_workers",
        "works on Colab but not on my computer",
        "num_workers를 주면 에러가 나요",
        "윈도우에서 DataLoader가 멈춰요",
        "freeze_support 에러",
        "코랩에서는 되는데 내 컴퓨터에서는 안 돼요",
    )
    errors = (
        ErrorText(r"start a new process before the\s+current process has finished its bootstrapping phase"),
    )
    often = 2
    measures = {"workers": Measure(Text(en="worker processes", ko="워커 프로세스 수"), digits=0)}
    sources = (
        "PyTorch documentation, torch.utils.data: Platform-specific behaviors",
        "Python documentation, multiprocessing: The spawn and forkserver start methods",
    )
    mended_by = ("in_main", "as_notebook")

    def rule(self, program: Program) -> Iterator[Finding]:
        """A statement of a script's own level runs over a loader whose workers are counted there."""
        for start in program.unguarded_workers():
            made = {"loader_place": start.loader_place}
            yield self.at(start.place, repair=start.guarded(), related=made, workers=start.workers)
