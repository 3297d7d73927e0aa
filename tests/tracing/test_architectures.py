"""Architectures of every style: edges, shapes, merges and blocks are those that reading the forward gives."""

from __future__ import annotations

import math

import pytest
from tracing import further, others, unusual  # noqa: F401 - they add their own
from tracing.architectures import ARCHITECTURES

from loopwise.rendering.graph_svg import show_graph
from loopwise.rendering.operations import worked
from loopwise.rendering.roles import BLOCKS, ROLES, block_formula
from loopwise.rendering.traced import show_trace
from loopwise.rendering.traced_html import show_page
from loopwise.tracing.following import follow


def flow_of(trace):
    return " ".join(
        f"{one.name}:{','.join(map(str, one.inputs))}" for one in trace.operations if one.name != "input"
    )


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_trace_is_what_the_forward_says(name):
    wanted = ARCHITECTURES[name]
    trace = follow(wanted.build(), wanted.example)
    assert flow_of(trace) == wanted.flow
    told = [
        shape for n in trace.outputs for shape in (trace.operations[n].shapes or (trace.operations[n].shape,))
    ]
    assert (
        told[: len(wanted.outputs)] == wanted.outputs
        or trace.operations[trace.outputs[0]].shape == wanted.outputs[0]
    )
    kinds = [merge.kind for merge in trace.merges]
    assert [kinds.count(kind) for kind in ("skip", "gate", "branches")] == [
        wanted.skips,
        wanted.gates,
        wanted.branches,
    ]
    assert (trace.stopped.fault if trace.stopped else None) == wanted.stopped
    assert trace.unused == wanted.unused
    assert tuple(block.kind for block in trace.blocks) == wanted.blocks
    assert wanted.parameters in (None, trace.parameters)
    assert wanted.multiply_adds in (None, trace.multiply_adds)
    assert wanted.depth in (None, trace.depth)
    assert {number: trace.operations[number].shape for number in wanted.shapes} == wanted.shapes
    assert {number: trace.operations[number].receptive_field for number in wanted.fields} == wanted.fields


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_view_shows_it(name):
    trace = follow(ARCHITECTURES[name].build(), ARCHITECTURES[name].example, name=name)
    table = show_trace(trace, depth=0)
    assert max(map(len, table.splitlines())) <= 80
    assert all(one.name in table for one in trace.operations)
    graph = show_graph(trace, depth=0)
    assert graph.count("<rect") > len(trace.operations)
    assert ('class="g-box g-stop"' in graph) == bool(trace.stopped)
    assert not (trace.stopped and any(one.role == "head" for one in trace.operations))
    assert "<script" not in show_page(trace)
    assert {one.role for one in trace.operations} <= ROLES.keys()
    for block in trace.blocks:
        assert BLOCKS[block.kind] and block_formula(block.kind).symbols


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_formulas_it_works_out_are_true(name):
    trace = follow(ARCHITECTURES[name].build(), ARCHITECTURES[name].example)
    for one in trace.operations:
        for line in worked(one, trace.operations[one.inputs[0]].shape if one.inputs else ()):
            _, *sides = line.split(" = ")  # "H_out = floor((8 + 2*1 - 3)/1) + 1 = 8"
            if len(sides) == 2:
                result = eval(sides[0], {"floor": math.floor, "ceil": math.ceil})
                assert result == int(sides[1].replace(",", "")), (one.name, line)
