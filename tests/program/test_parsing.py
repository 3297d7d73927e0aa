"""Text into trees: magics, cells, encodings, places that count characters."""

from __future__ import annotations

import ast
import json

import pytest

from loopwise.errors import LoopwiseError
from loopwise.program.source.notebook import code_cells
from loopwise.program.source.parsing import decode, parse, why_unparsed
from loopwise.program.source.sources import Source, lines_of


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("%matplotlib inline\nx = 1\n", "pass\nx = 1"),
        ("if a:\n    !pip install torch\nx = 1\n", "if a:\n    pass\nx = 1"),
        ("files = !ls\n", "files = None"),
        ("!pip install -q a \\\n    b \\\n    c\nx = 1\n", "pass\nx = 1"),
        ("model?\n", "pass"),
        ("?model\n", "pass"),
        ("%%bash\nrm -rf *\n", ""),
        ("%%time\nx = 1\n", "pass\nx = 1"),
        ("x = (a\n  % b)\n", "x = a % b"),
        ("%cd x\n" * 60 + "y = 2\n", "pass\n" * 60 + "y = 2"),
    ],
)
def test_magics_are_blanked_and_lines_keep_their_numbers(text, reads):
    tree = parse(text)
    assert ast.unparse(tree) == reads
    if tree.body:
        assert tree.body[-1].end_lineno == text.rstrip("\n").count("\n") + 1


def test_what_is_no_magic_stays_an_error():
    with pytest.raises(SyntaxError):
        parse("x = = 1\n%matplotlib inline\n")


def test_the_grammar_of_a_newer_python_is_named():
    text = "type Pair = tuple[int, int]\n"
    with pytest.raises(SyntaxError) as raised:
        compile("x = = 1\n", "x", "exec")
    raised.value.lineno = 1
    assert why_unparsed(raised.value, text) in ("Python 3.12", "SyntaxError: invalid syntax")


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("x = '한글'\n".encode(), "utf-8"),
        ("x = '한글'\n".encode("cp949"), "cp949"),
        ("x = '한글'\n".encode("utf-8-sig"), "utf-8-sig"),
        ("# -*- coding: euc-kr -*-\nx = '한글'\n".encode("euc-kr"), "euc-kr"),
        ("# coding: no-such-code\nx = '한글'\n".encode(), "utf-8"),
    ],
)
def test_encodings_are_found_and_written_back_alike(raw, encoding):
    text, found = decode(raw, "a.py")
    assert (found, text.encode(found)) == (encoding, raw)
    assert "한글" in text


def test_columns_count_characters_and_offsets_find_the_text():
    text = "값 = '한글'; f(값, x)\r\ny = 1\n"
    source = Source("a.py", text, ast.parse(text))
    call = source.tree.body[1]
    place = source.place(call)
    assert (place.line, place.column, place.end_column) == (1, 11, 18)
    assert source.between(place) == "f(값, x)"
    assert source.line_end == "\r\n"
    assert lines_of("a\x0cb\r\nc\rd\n\ne") == ["a\x0cb\r\n", "c\r", "d\n", "\n", "e"]


def test_cells_are_numbered_over_all_cells():
    cells = [
        {"cell_type": "markdown", "source": ["# a"]},
        {"cell_type": "code", "source": ["x = 1\n", "y = 2"]},
        {"cell_type": "raw", "source": "z"},
        {"cell_type": "code", "source": "z = 3"},
    ]
    assert code_cells(json.dumps({"cells": cells}), "a.ipynb") == [(2, "x = 1\ny = 2"), (4, "z = 3")]
    old = {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"]}]}]}
    assert code_cells(json.dumps(old), "a.ipynb") == [(1, "x = 1")]


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "nonsense", "{}", '{"cells": 3}', '{"worksheets": [3]}', "3"]
)
def test_what_is_no_notebook_is_refused(text):
    with pytest.raises(LoopwiseError, match=r"a\.ipynb"):
        code_cells(text, "a.ipynb")
