"""A program run under watch is the one Python would have run: output and exit code, byte for byte."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap

import pytest


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def environment(folder):
    return {**os.environ, "LOOPWISE_HOME": str(folder.parent / "home"), "PYTHONIOENCODING": "utf-8"}


def ran(folder, *command):
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment(folder), capture_output=True, encoding="utf-8"
    )


def write(folder, name, source):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(textwrap.dedent(source), encoding="utf-8")
    return path


PROGRAMS = {
    "what it sees of itself": """
        import json, sys, os, __main__
        print(json.dumps([sys.argv, sys.path[0], __file__, __name__, __spec__ is None, __package__, __doc__,
                          __cached__, __main__.__dict__ is globals(), os.getcwd(), type(__loader__).__name__,
                          "loopwise" in sys.modules["__main__"].__dict__, __annotations__]))
        """,
    "torch is not there yet": "import sys; print('torch' in sys.modules, 'numpy' in sys.modules)",
    "exit code": "import sys; sys.exit(7)",
    "exit message": "import sys; sys.exit('데이터가 없습니다')",
    "exit with nothing": "import sys; print('done'); sys.exit()",
    "exit True": "raise SystemExit(True)",
    "an error": """
        def inner(x):
            return 1 / x

        def outer():
            try:
                inner(0)
            except ZeroDivisionError as problem:
                raise ValueError("한글도 있는 메시지") from problem

        outer()
        """,
    "an error in an imported file": "import helper; helper.fail()",
    "a syntax error": "x = (1,\ny = 2\n",
    "its own excepthook": """
        import sys
        sys.excepthook = lambda kind, problem, trace: print(kind, trace.tb_frame.f_code.co_name)
        raise KeyError("x")
        """,
    "deep recursion": """
        def down():
            down()
        try:
            down()
        except RecursionError:
            print("too deep")
        """,
    "spawned children": """
        import multiprocessing

        def square(x):
            return x * x

        if __name__ == "__main__":
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                print(pool.map(square, [1, 2, 3]))
        """,
    "pickling its own classes": """
        import pickle

        class Thing:
            pass

        print(type(pickle.loads(pickle.dumps(Thing()))) is Thing, Thing.__module__)
        """,
    "at exit": "import atexit; atexit.register(print, 'last words'); print('first')",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_output_and_exit_code_are_those_of_python(folder, name):
    write(folder, "train.py", PROGRAMS[name])
    write(folder, "helper.py", "def fail():\n    raise RuntimeError('here')\n")
    bare = ran(folder, "train.py", "--epochs", "3", "-m", "x")
    watched = ran(folder, "-m", "loopwise", "watch", "train.py", "--epochs", "3", "-m", "x")
    assert watched.stdout == bare.stdout
    assert watched.returncode == bare.returncode
    assert watched.stderr.startswith(bare.stderr), f"{watched.stderr}\n---\n{bare.stderr}"


@pytest.mark.parametrize("target", ["package.train", "package", "single"])
def test_modules_run_as_with_python_m(folder, target):
    shows = (
        "import sys, json; print(json.dumps([sys.argv, sys.path[0], __name__, __package__, __spec__.name]))"
    )
    write(folder, "package/__init__.py", "print('package')")
    write(folder, "package/train.py", f"from . import __name__ as parent\n{shows}")
    write(folder, "package/__main__.py", shows)
    write(folder, "single.py", shows)
    bare = ran(folder, "-m", target, "a", "--b")
    watched = ran(folder, "-m", "loopwise", "watch", "-m", target, "a", "--b")
    assert (watched.stdout, watched.returncode) == (bare.stdout, 0)


def test_a_script_elsewhere_with_hangul_and_blanks_in_its_path(folder):
    write(folder, "내 폴더/학습 코드.py", "import sys; print(__file__, sys.path[0], sys.argv)")
    bare = ran(folder, "내 폴더/학습 코드.py")
    watched = ran(folder, "-m", "loopwise", "watch", "내 폴더/학습 코드.py")
    assert watched.stdout == bare.stdout


def notebook(folder, name, *cells):
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}}
    document["cells"] = [
        {"cell_type": kind, "metadata": {}, "source": textwrap.dedent(source)} for kind, source in cells
    ]
    (folder / name).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def test_a_notebook_runs_cell_by_cell_in_its_own_folder(folder):
    (folder / "sub").mkdir()
    notebook(
        folder / "sub",
        "주차6.ipynb",
        ("markdown", "# 제목"),
        ("code", "%matplotlib inline\n!pip install nothing\nimport os\nx = 1"),
        ("code", "display(x + 1)\nprint(os.path.basename(os.getcwd()), __name__)"),
        ("code", "%%bash\nrm -rf everything"),
        ("code", "def fail():\n    return 1 / 0\n\nfail()"),
        ("code", "print('never')"),
    )
    watched = ran(folder, "-m", "loopwise", "watch", "sub/주차6.ipynb")
    assert watched.stdout.splitlines() == ["2", "sub __main__"]
    assert watched.returncode == 1
    assert 'File "sub/주차6.ipynb:cell 5", line 2, in fail' in watched.stderr
    assert "return 1 / 0" in watched.stderr and "loopwise/runtime" not in watched.stderr


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (["missing.py"], "missing.py"),
        (["."], "cannot be read"),
        (["-m", "no_such_module"], "no_such_module"),
        (["nulls.py"], "null bytes"),
        (["broken.ipynb"], "notebook"),
        ([], "train.py"),
        (["--output", "page.txt", "fine.py"], ".html"),
        (["--output", "nowhere/found.json", "fine.py"], "nowhere"),
        (["--every", "0", "fine.py"], "--every"),
        (["--fail-on", "loudly", "fine.py"], "--fail-on"),
    ],
)
def test_what_cannot_be_run_is_said_without_a_traceback(folder, target, words):
    (folder / "nulls.py").write_bytes(b"x = 1\n\0\0")
    write(folder, "broken.ipynb", "{")
    write(folder, "fine.py", "print('ran')")
    done = ran(folder, "-m", "loopwise", "watch", "--language", "en", *target)
    assert done.returncode == 2
    assert words in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
def test_ctrl_c_ends_the_program_and_the_findings_so_far_are_told(folder):
    write(folder, "train.py", "import os\nimport time\nos.write(1, b'go\\n')\ntime.sleep(60)")
    command = [sys.executable, "-m", "loopwise", "watch", "--language", "en", "train.py"]
    with subprocess.Popen(
        command, cwd=folder, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"go\n"
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Watched" in told and b"Traceback" not in told
