"""Keeps a rerun from reaching out of its copy: `Guard(project, copy, spill).install()`, in the rerun's own process.

A path into the project leads into the copy, whoever opens it. A file anywhere else that is opened for writing
becomes one in `spill`, and is read from there afterwards. What would still write outside, and every connection to
another computer, raises `ReachedOut`: then the rerun stops and says so.
"""

from __future__ import annotations

import builtins
import io
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from loopwise.runtime.arrival import when_imported

_CHANGING = {  # audit event -> which of its arguments are paths that change
    "os.remove": (0,),
    "os.rmdir": (0,),
    "os.mkdir": (0,),
    "os.rename": (0, 1),
    "os.link": (1,),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "shutil.rmtree": (0,),
    "shutil.copyfile": (1,),
    "shutil.move": (0, 1),
    "sqlite3.connect": (0,),
}
_LOCAL = ("127.", "::1", "localhost")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class ReachedOut(BaseException):
    """A rerun tried to change something that is not its own; `except Exception` lets it by."""


class Guard:
    """Where paths lead. project: the original. copy: what stands for it. spill: takes writes to anywhere else.

    reached: the first thing that was refused, "" if nothing was.
    """

    def __init__(self, project: Path, copy: Path, spill: Path) -> None:
        self._project, self._copy, self._spill = (str(one) for one in (project, copy, spill))
        self._free = tuple(
            {os.path.realpath(one) + os.sep for one in (copy.parent, spill, tempfile.gettempdir())}
        )
        self.reached = ""
        self._spilt: dict[str, str] = {}  # a file elsewhere that was opened for writing -> what stands for it

    def install(self) -> None:
        """Be in force for the rest of this process."""
        self._redirect()
        when_imported("torch", self._redirect_torch)
        sys.addaudithook(self._audit)

    def where(self, path: Any, writing: bool) -> Any:
        """Return where an absolute path leads instead; a relative one lies in the copy, as the working folder does."""
        text = os.fspath(path) if isinstance(path, (str, os.PathLike)) else ""
        if not isinstance(text, str) or not text or not _is_absolute(text) or text.startswith(self._copy):
            return path
        if text == self._project or text.startswith((self._project + "/", self._project + os.sep)):
            return self._copy + text[len(self._project) :]
        if text in self._spilt:
            return self._spilt[text]
        if not writing or self._is_free(text):
            return path
        spilt = f"{self._spill}/{len(self._spilt)}-{_base(text)}"
        self._spilt[text] = spilt
        return spilt

    def _is_free(self, path: str) -> bool:
        real = os.path.realpath(path)
        return real.startswith((*self._free, "/dev/", "/proc/")) or real.lower() == "nul"

    def _redirect(self) -> None:
        for owner in (builtins, io):
            bare = owner.open
            owner.open = self._opening(bare)  # type: ignore[attr-defined]
        for name in (
            "chdir",
            "makedirs",
            "mkdir",
            "remove",
            "unlink",
            "rmdir",
            "listdir",
            "scandir",
            "stat",
            "utime",
        ):
            bare = getattr(os, name)
            changes = name not in ("chdir", "listdir", "scandir", "stat")
            setattr(os, name, self._first(bare, changes))
        for name in ("rename", "replace"):
            setattr(os, name, self._both(getattr(os, name)))

    def _redirect_torch(self) -> None:
        import torch

        bare = torch.save  # its writer opens files where no hook of Python's hears it

        def save(obj: Any, f: Any, *args: Any, **kwargs: Any) -> Any:
            return bare(obj, self.where(f, True), *args, **kwargs)

        torch.save = save

    def _opening(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def opened(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
            writing = any(sign in mode for sign in "wax+")
            return bare(self.where(file, writing), mode, *args, **kwargs)

        return opened

    def _first(self, bare: Callable[..., Any], changes: bool) -> Callable[..., Any]:
        def called(path: Any = ".", *args: Any, **kwargs: Any) -> Any:
            return bare(self.where(path, changes), *args, **kwargs)

        return called

    def _both(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def called(source: Any, to: Any, *args: Any, **kwargs: Any) -> Any:
            return bare(self.where(source, True), self.where(to, True), *args, **kwargs)

        return called

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & _WRITING:
                self._refuse_outside(path)
        elif event in _CHANGING:
            for at in _CHANGING[event]:
                self._refuse_outside(arguments[at])
        elif event == "socket.connect" and not str(_host(arguments[1])).startswith(_LOCAL):
            self._refuse(f"network: {_host(arguments[1])}")

    def _refuse_outside(self, path: Any) -> None:
        if isinstance(path, (str, os.PathLike)) and isinstance(os.fspath(path), str):
            text = os.fspath(path)
            if text not in (":memory:", "") and not self._is_free(text):
                self._refuse(f"write: {text}")

    def _refuse(self, what: str) -> None:
        self.reached = self.reached or what
        raise ReachedOut(what)


_is_absolute, _base = os.path.isabs, os.path.basename


def _host(address: Any) -> Any:
    return address[0] if isinstance(address, tuple) and address else "localhost"
