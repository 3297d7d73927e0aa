"""The process: `loopwise ...` and `python -m loopwise ...`. `--version` loads nothing."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the command line on `sys.argv` and return the exit code."""
    if sys.argv[1:] == ["--version"]:
        from loopwise._version import __version__

        sys.stdout.write(f"loopwise {__version__}\n")
        return 0
    if sys.argv[1:2] == ["check"]:
        gc.disable()  # what is imported and read stays in use till the end; between files check() sweeps itself
    from loopwise.cli import run
    from loopwise.cli._console import log_shortly

    log_shortly()  # this process is ours; in somebody else's, logging is theirs to set up
    code = run(sys.argv[1:])
    gc.freeze()  # the process ends here: nobody needs the collector's last walk over every module
    return code


if __name__ == "__main__":
    sys.exit(main())
