"""Edits change what they name and nothing else."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from loopwise.program import apply, apply_to_notebook, compatible
from loopwise.records import Edit, Place, Repair

TEXT = st.text(alphabet="ab 한\t#\"'\\é\u2028\x0c", max_size=6)
LINES = st.lists(st.tuples(TEXT, st.sampled_from(["\n", "\r\n"])), max_size=6).map(
    lambda lines: "".join(line + end for line, end in lines)
)


def edit(line, column, end_line, end_column, text, cell=None):
    return Edit(Place("a", line, column, end_line, end_column, cell), text)


def test_of_two_that_overlap_the_first_stands_and_a_double_is_made_once():
    edits = [edit(1, 5, 1, 9, "2"), edit(1, 1, 1, 9, "y"), edit(1, 5, 1, 9, "2"), edit(2, 1, 2, 1, "z\n")]
    assert apply("x = f(1)\r\nw\n", edits) == "x = 2\r\nz\nw\n"


@given(LINES)
def test_no_edit_is_no_change(text):
    assert apply(text, []) == text
    assert apply(text, [edit(1, 1, 1, 1, "")]) == text


@given(st.lists(LINES, min_size=1, max_size=4), st.data())
def test_in_a_notebook_only_that_cell_changes(cells, data):
    at = data.draw(st.integers(0, len(cells) - 1))
    as_list, indent = data.draw(st.booleans()), data.draw(st.sampled_from([None, 1, 2]))
    ascii_only = data.draw(st.booleans())

    def book(texts):
        sources = [text.splitlines(keepends=True) if as_list else text for text in texts]
        made = [
            {"cell_type": "code", "source": s, "outputs": [{"source": "no"}], "metadata": {"source": "x"}}
            for s in sources
        ]
        return json.dumps({"cells": made, "metadata": {"cells": []}}, indent=indent, ensure_ascii=ascii_only)

    document = book(cells)
    changed = apply_to_notebook(document, [edit(1, 1, 1, 1, "한 = 1\n", at + 1)])
    expected = [*cells[:at], "한 = 1\n" + cells[at], *cells[at + 1 :]]
    got = json.loads(changed)["cells"]
    assert ["".join(cell["source"]) for cell in got] == expected
    before, after = json.loads(document), json.loads(changed)
    before["cells"][at]["source"] = after["cells"][at]["source"]
    assert before == after


def test_the_rest_of_a_notebook_stays_byte_for_byte():
    document = (
        '{"cells":  [ {"source":["a = 1\\n",\n  "b = 2"] , "cell_type":"code"},{"source":"c\\u00e9"}]}\n'
    )
    changed = apply_to_notebook(document, [edit(2, 5, 2, 6, "3", 1)])
    assert changed == document.replace('"b = 2"', '"b = 3"')
    assert apply_to_notebook(document, [edit(1, 2, 1, 3, "é", 2)]) == document


def test_repairs_that_clash_are_made_whole_or_not_at_all():
    under = Repair(safe=True, edits=(edit(2, 1, 4, 9, "with x:"),))
    inside = Repair(safe=True, edits=(edit(3, 1, 3, 1, "moved\n"), edit(6, 1, 7, 1, "")))
    before = Repair(safe=True, edits=(edit(2, 1, 2, 1, "model.eval()\n"),))
    around = Repair(safe=True, edits=(*before.edits, edit(9, 1, 9, 1, "model.train()\n")))
    assert compatible([under, inside]) == list(under.edits)
    assert compatible([inside, under]) == list(inside.edits)
    assert compatible([under, before, around]) == [*under.edits, *around.edits]
