"""Pasted tracebacks of every make are read: the person's own frame, the message, what came before it."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.search import explain
from loopwise.diagnosis.tracebacks import is_own, read_failure

MESSAGE = "mat1 and mat2 shapes cannot be multiplied (64x6144 and 144x4)"
PLAIN = f"""\
이 에러 왜 나나요?
Traceback (most recent call last):
  File "/home/kim/train.py", line 30, in <module>
    out = model(x)
          ^^^^^^^^
  File "/home/kim/venv/lib/python3.11/site-packages/torch/nn/modules/module.py", line 1773, in _wrapped_call_impl
    return self._call_impl(*args, **kwargs)
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/home/kim/model.py", line 12, in forward
    return self.fc(x)
           ^^^^^^^^^^
  File "/home/kim/venv/lib/python3.11/site-packages/torch/nn/modules/linear.py", line 125, in forward
    return F.linear(input, self.weight, self.bias)
RuntimeError: {MESSAGE}
"""
WINDOWS = rf"""
Traceback (most recent call last):
  File "C:\Users\김\수업\model.py", line 12, in forward
    return self.fc(x)
  File "C:\Users\김\anaconda3\lib\site-packages\torch\nn\modules\linear.py", line 125, in forward
    return F.linear(input, self.weight, self.bias)
RuntimeError: {MESSAGE}
"""
COLOURED = f"""\
\x1b[0;31m---------------------------------------------------------------------------\x1b[0m
\x1b[0;31mRuntimeError\x1b[0m                              Traceback (most recent call last)
\x1b[0;32m<ipython-input-7-1a2b3c4d>\x1b[0m in \x1b[0;36m<module>\x1b[0;34m\x1b[0m
\x1b[1;32m      3\x1b[0m \x1b[0;32mfor\x1b[0m x in y:
\x1b[0;32m----> 12\x1b[0;31m     \x1b[0mreturn\x1b[0m self.fc(x)
\x1b[1;32m     13\x1b[0m     foo
\x1b[0;32m/usr/local/lib/python3.7/dist-packages/torch/nn/module.py\x1b[0m in \x1b[0;36m_call_impl\x1b[0m(self, *input)
\x1b[1;32m   1128\x1b[0m  a
\x1b[0;32m-> 1130\x1b[0;31m  return forward_call(*input, **kwargs)\x1b[0m

\x1b[0;31mRuntimeError\x1b[0m: {MESSAGE}"""
IN_JSON = COLOURED.replace("\x1b", "\\u001b")
COLAB = f"""\
---------------------------------------------------------------------------
RuntimeError                              Traceback (most recent call last)
/tmp/ipython-input-3-123456789.py in <cell line: 0>()
      1 model = Net()
----> 12 return self.fc(x)

2 frames
/usr/local/lib/python3.12/dist-packages/torch/nn/modules/module.py in _wrapped_call_impl(self, *args, **kwargs)
   1771         else:
-> 1773             return self._call_impl(*args, **kwargs)

RuntimeError: {MESSAGE}
"""
JUPYTER = f"""\
RuntimeError                              Traceback (most recent call last)
Cell In[5], line 3
      1 model = Net()
      2 x = next(iter(loader))
----> 3 out = model(x)

File ~/venv/lib/python3.11/site-packages/torch/nn/module.py:1773, in Module._wrapped_call_impl(self, *args)
   1771     return self._compiled_call_impl(*args, **kwargs)
-> 1773     return self._call_impl(*args, **kwargs)

Cell In[4], line 12, in Net.forward(self, x)
     11 def forward(self, x):
---> 12     return self.fc(x)

File ~/venv/lib/python3.11/site-packages/torch/nn/modules/linear.py:125, in Linear.forward(self, input)
    124 def forward(self, input: Tensor) -> Tensor:
--> 125     return F.linear(input, self.weight, self.bias)

RuntimeError: {MESSAGE}
"""
BOXED = f"""\
╭────────────── Traceback (most recent call last) ──────────────╮
│ /home/u/model.py:12 in forward                                │
│                                                               │
│   11 │     def forward(self, x):                              │
│ ❱ 12 │         return self.fc(x)                              │
│   13 │                                                        │
│ /home/u/venv/lib/python3.11/site-packages/torch/nn/x.py:3 in f│
│ ❱ 3 │     return F.linear(input, self.weight)                  │
╰───────────────────────────────────────────────────────────────╯
RuntimeError: {MESSAGE}"""
LAUNCHED = "\n".join(f"[rank0]: {line}" for line in PLAIN.splitlines()[1:])
QUOTED = PLAIN.replace("\n", "\r\n")

MAKES = {
    "plain": PLAIN, "windows": WINDOWS, "coloured": COLOURED, "in json": IN_JSON, "colab": COLAB,
    "jupyter": JUPYTER, "boxed": BOXED, "torchrun": LAUNCHED, "crlf": QUOTED,
}  # fmt: skip


@pytest.mark.parametrize("make", MAKES)
def test_every_make_gives_the_line_of_the_persons_own_code(make):
    failure = read_failure(MAKES[make])
    assert (failure.kind, failure.message) == ("RuntimeError", MESSAGE)
    assert (failure.own.line, failure.code) == (12, "return self.fc(x)")
    assert any(not frame.own for frame in failure.frames)
    first = explain(MAKES[make]).hits[0]
    assert first.fault.name == "linear-width-mismatch"
    assert "64 is the batch" in first.cause.reason.en and "144" in first.cause.reason.en


@pytest.mark.parametrize(("make", "cell"), [("coloured", 7), ("colab", 3), ("jupyter", 4), ("plain", None)])
def test_the_cell_is_known_where_the_text_tells_it(make, cell):
    assert read_failure(MAKES[make]).own.cell == cell


def test_a_chain_ends_with_what_was_raised_last():
    text = (
        PLAIN
        + "\nDuring handling of the above exception, another exception occurred:\n\n"
        + 'Traceback (most recent call last):\n  File "/home/kim/train.py", line 31, in <module>\n'
        + "    print(batch)\nNameError: name 'batch' is not defined\n"
    )
    failure = read_failure(text)
    assert (failure.kind, failure.own.line) == ("NameError", 31)
    assert failure.before.kind == "RuntimeError" and failure.before.own.line == 12


def test_a_workers_traceback_inside_a_message_is_the_true_one():
    text = """Traceback (most recent call last):
  File "train.py", line 3, in <module>
    for batch in loader:
RuntimeError: Caught RuntimeError in DataLoader worker process 0.
Original Traceback (most recent call last):
  File "/x/site-packages/torch/utils/data/_utils/worker.py", line 3, in _worker_loop
    data = fetcher.fetch(index)
RuntimeError: stack expects each tensor to be equal size, but got [3, 32, 32] at entry 0 and [3, 28, 28] at entry 1"""
    failure = read_failure(text)
    assert failure.message.startswith("stack expects")
    assert (failure.own.path, failure.own.line) == ("train.py", 3)


def test_a_message_of_several_lines_is_whole():
    text = (
        'Traceback (most recent call last):\n  File "a.py", line 2, in <module>\n    net.load_state_dict(state)\n'
        "RuntimeError: Error(s) in loading state_dict for Linear:\n\tsize mismatch for weight: copying a param\n"
    )
    assert read_failure(text).message.splitlines()[1].strip() == "size mismatch for weight: copying a param"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"RuntimeError: {MESSAGE}", "RuntimeError"),
        ("torch.OutOfMemoryError: CUDA out of memory.", "torch.OutOfMemoryError"),
        (
            "/a/b.py:3: UserWarning: Implicit dimension choice for softmax\n  out = F.softmax(x)",
            "UserWarning",
        ),
    ],
)
def test_a_last_line_alone_is_enough(text, kind):
    assert read_failure(text).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "loss가 안 떨어져요",
        "loss: 2.303",
        "model: CNN\nError가 나요",
        "Epoch 1: loss 0.3",
        "",
        "softmax\n\n> x",
        "Note: the loss",
    ],
)
def test_what_is_no_traceback_is_left_to_search(text):
    assert read_failure(text) is None


@pytest.mark.parametrize(
    "junk", ["Traceback (most recent call last):", "----> 5 x", 'File "a", line 999', "│ ❱", "\x1b["]
)
def test_broken_texts_end_in_no_exception(junk):
    for text in (junk, junk * 50, f"{junk}\n{PLAIN}", f"{PLAIN}\n{junk}", PLAIN[: len(PLAIN) // 2] + junk):
        read_failure(text)


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("/home/u/train.py", True),
        ("<ipython-input-3-abc>", True),
        ("<stdin>", True),
        (r"C:\Users\Lib\train.py", True),
        ("/usr/lib/python3.10/runpy.py", False),
        (r"C:\Python311\Lib\runpy.py", False),
        ("/opt/conda/lib/python3.10/site-packages/torch/x.py", False),
        ("<frozen runpy>", False),
    ],
)
def test_own_code_is_told_from_a_librarys(path, own):
    assert is_own(path) is own


def test_the_source_is_asked_only_where_its_line_is_what_the_text_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source = "import torch\nfrom torch import nn\nnet = nn.Linear(4, 3)\nout = net(torch.randn(8, 5))\n"
    text = (
        'Traceback (most recent call last):\n  File "/elsewhere/train.py", line 4, in <module>\n'
        "    out = net(torch.randn(8, 5))\n"
        "RuntimeError: mat1 and mat2 shapes cannot be multiplied (8x5 and 4x3)\n"
    )
    assert explain(text).hits[0].cause.finding is None
    (tmp_path / "train.py").write_text(source, encoding="utf-8")
    first = explain(text).hits[0]
    assert first.fault.name == "linear-width-mismatch"
    assert (first.cause.finding.place.path, first.cause.finding.place.line) == ("train.py", 3)
    (tmp_path / "train.py").write_text("# changed since\n" + source, encoding="utf-8")
    assert explain(text).hits[0].cause.finding is None
