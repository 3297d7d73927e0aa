"""A loader's worker process was ended, by the system or by a library, and took its own error with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.records.failures import Failure, Told


class WorkerDied(Fault):
    """`num_workers=8` where the memory holds two; a reader of files that crashes."""

    severity = "error"
    title = Text(en="A worker of the loader died", ko="데이터 로더의 워커가 종료됨")
    says = Text(
        en="""A process that loads batches came to a sudden end, and its own error was lost with it.
        The signal that ended it: {signal}.
        {loader} has {workers} workers, each with memory of its own, and batches of {batch_size}.
        | {loader} has {workers} workers, each with memory of its own.""",
        ko="""배치를 만들던 프로세스가 갑자기 종료되어, 그 안에서 난 에러가 사라졌습니다.
        종료시킨 시그널: {signal}.
        이 로더({loader})에는 워커가 {workers}개 있고 워커마다 메모리를 따로 씁니다. 배치 크기는 {batch_size}입니다.
        | 이 로더({loader})에는 워커가 {workers}개 있고 워커마다 메모리를 따로 씁니다.""",
    )
    mend = Text(
        en="""Run once with num_workers=0: then the true error shows itself, with its line. Killed: main memory ran
        out, so take fewer workers and read files in __getitem__, not all in __init__. Bus error: shared memory ran
        out, so take fewer workers or smaller batches, or give a container more (docker run --shm-size=8g). "exited
        unexpectedly" on Windows: the loop has to stand under if __name__ == "__main__":.""",
        ko="""num_workers=0으로 한 번 돌려 보세요. 진짜 에러와 그 줄이 나옵니다. Killed는 메모리가 모자란 것이니
        워커 수를 줄이고, 파일은 __init__에서 모두 읽지 말고 __getitem__에서 하나씩 읽으세요. Bus error는 공유
        메모리가 모자란 것이니 워커 수나 배치 크기를 줄이거나 컨테이너에 더 주세요(docker run --shm-size=8g).
        Windows에서 "exited unexpectedly"가 나오면 반복문을 if __name__ == "__main__": 아래에 두세요.""",
    )
    why = Text(
        en="""With num_workers above 0 the data set is copied into so many processes, and their batches come back
        through shared memory, /dev/shm on Linux, which containers keep small. An exception in a worker is sent to
        the main program; a process that the system ends can send nothing, so all that is known there is that it is
        gone. The line that is shown, the loop over the loader, is where the main program was waiting.""",
        ko="""num_workers가 0보다 크면 데이터셋이 그 수만큼의 프로세스에 복사되고, 배치는 공유 메모리(Linux에서는
        /dev/shm)를 거쳐 돌아옵니다. 컨테이너에서는 이 공유 메모리가 작습니다. 워커에서 난 예외는 본래 프로그램에
        전달되지만, 시스템이 끝낸 프로세스는 아무것도 전달하지 못하므로 사라졌다는 것만 알 수 있습니다. 에러에
        표시된 반복문 줄은 본래 프로그램이 기다리던 곳일 뿐입니다.""",
    )
    symptoms = (
        "DataLoader worker (pid 1234) is killed by signal: Killed.",
        "DataLoader worker (pid 1234) is killed by signal: Bus error.",
        "It is possible that dataloader's workers are out of shared memory",
        "DataLoader worker (pid(s) 1234) exited unexpectedly",
        "unable to open shared memory object",
        "unable to mmap 1024 bytes from file </torch_1_2_3>: Cannot allocate memory",
        "my DataLoader worker was killed",
        "DataLoader worker exited unexpectedly with num_workers=4",
        "out of shared memory",
        "DataLoader 워커가 죽었어요",
        "공유 메모리가 부족하대요",
        "num_workers를 늘리니까 DataLoader worker가 killed 됐어요",
    )
    errors = (
        ErrorText(
            r"DataLoader worker \(pid \d+\) is killed by signal: (?P<signal>[A-Z][a-z]+(?: [a-z]+)*)",
        ),
        ErrorText(r"DataLoader worker \(pid(?:\(s\))? [\d, ]+\) exited unexpectedly"),
        ErrorText(r"unable to (?:open|mmap|allocate|write to|resize).{0,60}(?:shared memory|</torch_\w+>)"),
    )
    measures = {
        "signal": Measure(Text(en="signal", ko="시그널")),
        "loader": Measure(Text(en="loader", ko="로더")),
        "workers": Measure(Text(en="worker processes", ko="워커 프로세스 수"), digits=0),
        "batch_size": Measure(Text(en="batch size", ko="배치 크기"), digits=0),
    }
    sources = (
        "PyTorch documentation, torch.utils.data: Multi-process data loading",
        "PyTorch README, Docker image: --ipc=host or --shm-size for the loader's workers",
    )

    def shown_by(self, failure: Failure) -> Told:
        """Name the loader that was waited for, and what it was made with."""
        held = failure.own.seen if failure.own else ()
        loader = next((seen for seen in held if "num_workers" in seen.settings), None)
        if loader is not None:
            made = loader.settings
            return {"loader": loader.name, "workers": made["num_workers"]} | (
                {"batch_size": made["batch_size"]} if "batch_size" in made else {}
            )
        named = re.search(r"\bin (?:enumerate\(|tqdm\()?(\w*load\w*)", failure.code)
        return {"loader": named[1]} if named else {}
