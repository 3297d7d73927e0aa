"""Every model against published figures, and torch's own count of multiply-adds."""

from __future__ import annotations

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from loopwise import zoo
from loopwise.errors import LoopwiseError
from loopwise.tracing.following import follow

# Parameters and GMACs as torchvision's documentation gives them; CIFAR nets: He et al. 2015, table 6 (0.27, 0.46,
# 0.85 M); LeNet-5: 60 k in its paper, 61,706 with every map connected.
PUBLISHED = {
    "alexnet": (61_100_840, 0.714, 8),
    "googlenet": (6_624_904, 1.498, 22),
    "lenet5": (61_706, None, 5),
    "resnet18": (11_689_512, 1.814, 18),
    "resnet34": (21_797_672, 3.664, 34),
    "resnet50": (25_557_032, 4.089, 50),
    "resnet101": (44_549_160, 7.801, 101),
    "resnet152": (60_192_808, 11.514, 152),
    "resnet20": (269_722, 0.041, 20),
    "resnet32": (464_154, 0.069, 32),
    "resnet56": (853_018, 0.125, 56),
    "vgg11": (132_863_336, 7.609, 11),
    "vgg13": (133_047_848, 11.308, 13),
    "vgg16": (138_357_544, 15.470, 16),
    "vgg19": (143_667_240, 19.632, 19),
    "vgg11_bn": (132_868_840, 7.609, 11),
    "vgg13_bn": (133_053_736, 11.308, 13),
    "vgg16_bn": (138_365_992, 15.470, 16),
    "vgg19_bn": (143_678_248, 19.632, 19),
}
SKIPS = {"resnet18": 8, "resnet34": 16, "resnet50": 16, "resnet101": 33, "resnet152": 50}
SKIPS |= {"efficientnet_lite0": 9, "resnet20": 9, "resnet32": 15, "resnet56": 27}
BLOCKS = {
    "resnet18": "residual_basic",
    "resnet50": "residual_bottleneck",
    "vgg16": "vgg_stage",
    "googlenet": "inception",
}


def on_meta(name: str) -> torch.nn.Module:
    with torch.device("meta"):
        return zoo.model(name)


def test_the_names_are_those_promised():
    promised = [
        "mlp",
        "cnn",
        "lenet5",
        "alexnet",
        "googlenet",
        "resnet20",
        "resnet32",
        "resnet56",
        "plain20",
        "plain32",
        "plain56",
    ]
    promised += [f"vgg{n}{bn}" for n in (11, 13, 16, 19) for bn in ("", "_bn")]
    promised += [f"resnet{n}" for n in (18, 34, 50, 101, 152)]
    assert set(promised) <= set(zoo.model_names())


@pytest.mark.parametrize("name", zoo.model_names())
def test_counts_are_the_published_ones_and_torchs(name):
    model, shape = on_meta(name), zoo.card_of(name).input
    trace = follow(model, shape)
    with FlopCounterMode(display=False) as counter:
        model.eval()(torch.empty(1, *shape, device="meta"))
    assert trace.multiply_adds == counter.get_total_flops() // 2
    assert trace.parameters == sum(weight.numel() for weight in model.parameters())
    assert not trace.stopped and not trace.unused
    assert len(trace.skips) == SKIPS.get(name, 0)
    if name in PUBLISHED:
        parameters, billions, depth = PUBLISHED[name]
        assert (trace.parameters, trace.depth) == (parameters, depth)
        assert billions is None or abs(trace.multiply_adds / 1e9 - billions) < 6e-4
    if name in BLOCKS:
        assert BLOCKS[name] in {block.kind for block in trace.blocks}


@pytest.mark.parametrize("depth", [20, 32, 56])
def test_a_plain_net_has_the_weights_of_its_residual_twin(depth):
    plain, residual = on_meta(f"plain{depth}"), on_meta(f"resnet{depth}")
    shapes = [{key: value.shape for key, value in one.state_dict().items()} for one in (plain, residual)]
    assert shapes[0] == shapes[1]


def test_state_dicts_are_named_as_torchvisions():
    assert {"features.0.weight", "classifier.6.bias"} <= on_meta("vgg16").state_dict().keys()
    assert {
        "conv1.weight",
        "layer2.0.downsample.1.running_var",
        "layer4.2.conv3.weight",
        "fc.bias",
    } <= on_meta("resnet50").state_dict().keys()
    assert "inception4c.branch3.1.conv.weight" in on_meta("googlenet").state_dict()
    assert {"features.10.weight", "classifier.4.weight"} <= on_meta("alexnet").state_dict().keys()


def test_another_name_gets_the_nearest():
    with pytest.raises(LoopwiseError, match="resnet50"):
        zoo.model("resnet500")
    assert "class BasicBlock" in zoo.source_of("resnet18")
