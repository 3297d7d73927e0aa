"""The cells of a live notebook as they were typed, for a process that runs them again: `executed_cells()`."""

from __future__ import annotations

import sys


def executed_cells() -> tuple[str, ...]:
    """Return every cell that this IPython has executed before the one that is running; () where there is no IPython.

    A cell that was executed twice stands there twice, as its effects do.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None:
        return ()
    typed = shell.history_manager.input_hist_raw[1:]
    return tuple(typed[: shell.execution_count - 1])
