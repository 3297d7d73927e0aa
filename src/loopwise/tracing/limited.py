"""A person's own code, followed in a process of its own: limited in time and memory, without network or writing.

trace = trace_apart([("net.py", source)], "Net(classes=5)", "1,28,28")

The page's process never runs the code. The other one imports torch, then refuses connections, new processes and
writing to files (by an audit hook), runs what the class needs, and answers with the trace as JSON. It is ended
after `seconds`. This keeps mistakes from doing harm; it is no jail for code that means to.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import redirect_stdout
from typing import Any

from loopwise.errors import LoopwiseError
from loopwise.records import plain, rebuild
from loopwise.records.traced import Trace
from loopwise.text import Text, speaking

SECONDS = 30.0  # the import of torch is in it
MEMORY = 4 * 2**30  # bytes of data, where the system can hold a process to it
_REFUSED = (
    "socket.connect", "socket.bind", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "shutil.rmtree", "shutil.move", "urllib.Request",
)  # fmt: skip

TOO_LONG = Text(
    en="the code did not end within {seconds:.0f} seconds, and was stopped.",
    ko="{seconds:.0f}초 안에 끝나지 않아 중단했습니다.",
)
DIED = Text(
    en="the process that ran the code ended without an answer (out of memory?).",
    ko="코드를 실행한 프로세스가 답 없이 끝났습니다(메모리 부족일 수 있습니다).",
)
FORBIDDEN = Text(
    en="the code wanted to do what is not allowed here: {what}.", ko="여기서 허용하지 않는 동작입니다: {what}"
)
FAILED = Text(en="the code raised {what}.", ko="코드에서 에러가 났습니다: {what}")


def trace_apart(
    pieces: Sequence[tuple[str, str]], model: str, example: str, *, seconds: float = SECONDS
) -> Trace:
    """Follow a class of somebody's source in another process.

    pieces: (name, source) of a script, or of every cell of a notebook. model: "Net" or "Net(10)".
    example: one sample's shape as text. Raises LoopwiseError with the code's own error, or where it was stopped.
    """
    asked = json.dumps({"pieces": list(pieces), "model": model, "example": example})
    environment = os.environ | {
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
    }
    with tempfile.TemporaryDirectory(prefix="loopwise-trace-") as folder:
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-B", "-m", "loopwise.tracing.limited"],
                input=asked,
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=seconds,
                cwd=folder,
                env=environment | {"PYTHONIOENCODING": "utf-8"},
            )
        except subprocess.TimeoutExpired as problem:
            raise LoopwiseError(TOO_LONG.format(seconds=seconds)) from problem
    try:
        answer = json.loads(done.stdout.rpartition("\n")[2])
    except json.JSONDecodeError as problem:
        raise LoopwiseError(DIED) from problem
    if "trace" in answer:
        return rebuild(Trace, answer["trace"])
    raise LoopwiseError(Text(*answer["message"]), fix=answer["fix"] or None)


def main() -> None:
    """Answer one question on stdin with one line on stdout."""
    asked = json.loads(sys.stdin.read())
    from loopwise.tracing.following import follow
    from loopwise.tracing.models import in_pieces

    _limit()
    try:
        with redirect_stdout(sys.stderr):  # what the code prints is no answer
            named = in_pieces([(str(name), str(source)) for name, source in asked["pieces"]], asked["model"])
            trace = follow(named.build(), asked["example"], name=named.title)
        answer: dict[str, Any] = {"trace": plain(trace)}
    except LoopwiseError as problem:
        answer = {"message": _both(problem.message), "fix": str(problem.fix or "")}
    except _Refused as problem:
        answer = {"message": _both(FORBIDDEN.format(what=problem)), "fix": ""}
    except Exception as problem:  # noqa: BLE001 - anybody's code
        what = f"{type(problem).__name__}: {problem}"
        answer = {"message": _both(FAILED.format(what=what)), "fix": ""}
    sys.stdout.write("\n" + json.dumps(answer))


class _Refused(BaseException):
    """What the audit hook raises: no `except Exception` of the code catches it."""


def _limit() -> None:
    try:
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):
        pass  # the time limit holds everywhere
    sys.addaudithook(_audit)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _REFUSED:
        raise _Refused(event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise _Refused(f"open({arguments[0]!r}, {arguments[1]!r})")


def _both(message: Text | str) -> tuple[str, str]:
    if isinstance(message, Text):
        return message.en, message.ko
    with speaking("en"):
        return str(message), str(message)


if __name__ == "__main__":
    main()
