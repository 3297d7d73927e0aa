"""The reference table: parameters, multiply-adds, skips and receptive fields of well-known nets."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from loopwise import zoo
from loopwise.tracing.following import follow

TABLE = {
    "vgg16": (138_357_544, 15.4703, 0, 196),
    "resnet18": (11_689_512, 1.8141, 8, 435),
    "resnet50": (25_557_032, 4.0892, 16, 427),
}


@pytest.mark.parametrize("name", TABLE)
def test_the_table(name):
    with torch.device("meta"):
        model = zoo.model(name)
    trace = follow(model, (3, 224, 224))
    told = trace.parameters, round(trace.multiply_adds / 1e9, 4), len(trace.skips), trace.receptive_field
    assert told == TABLE[name]


def test_the_papers_own_resnet_50_strides_in_the_first_1x1():
    with torch.device("meta"):
        model = zoo.model("resnet50")
    for stage in (model.layer2, model.layer3, model.layer4):
        stage[0].conv1.stride, stage[0].conv2.stride = (2, 2), (1, 1)
    trace = follow(model, (3, 224, 224))
    assert (round(trace.multiply_adds / 1e9, 3), trace.receptive_field) == (3.858, 483)


def test_linear_keeps_the_sequence_axis():
    assert follow(nn.Linear(10, 20, bias=False), torch.zeros(1, 64, 10)).multiply_adds == 12_800


class Layer(nn.Module):
    """One layer of a decoder like LLaMA 7B."""

    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.RMSNorm(width), nn.RMSNorm(width)
        self.q, self.k, self.v, self.o = (nn.Linear(width, width, bias=False) for _ in range(4))
        self.gate, self.up = nn.Linear(width, inner, bias=False), nn.Linear(width, inner, bias=False)
        self.down = nn.Linear(inner, width, bias=False)

    def forward(self, x):
        n, t, d = x.shape
        h = self.norm1(x)
        q, k, v = (one(h).view(n, t, self.heads, -1).transpose(1, 2) for one in (self.q, self.k, self.v))
        a = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.o(a.transpose(1, 2).reshape(n, t, d))
        h = self.norm2(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))


class Decoder(nn.Module):
    def __init__(self, vocabulary=32_000, width=4096, heads=32, layers=32, inner=11_008) -> None:
        super().__init__()
        self.embed = nn.Embedding(vocabulary, width)
        self.layers = nn.ModuleList(Layer(width, heads, inner) for _ in range(layers))
        self.norm = nn.RMSNorm(width)
        self.head = nn.Linear(width, vocabulary, bias=False)

    def forward(self, tokens):
        x = self.embed(tokens)
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x))


@pytest.mark.parametrize(("length", "billions"), [(64, 423.927), (512, 3451.54)])
def test_a_decoder_of_seven_billion_parameters(length, billions):
    with torch.device("meta"):
        model = Decoder()
    trace = follow(model, f"tokens:{length}")
    assert round(trace.parameters / 1e9, 3) == 6.738
    assert abs(trace.multiply_adds / 1e9 - billions) < 0.006
    assert len(trace.skips) == 64 and sum(merge.kind == "gate" for merge in trace.merges) == 32
    assert {block.kind for block in trace.blocks} == {"transformer_attention", "transformer_feed_forward"}
