"""A real picture through a trained network: its answer is right, and what is shown of it is what torch computes."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional as F

from loopwise.errors import LoopwiseError
from loopwise.rendering.png import heated, png
from loopwise.tracing.looking import by_hand, looked
from loopwise.tracing.trained import photographs, read_picture, trained


@pytest.fixture(scope="module")
def flower():
    return read_picture(photographs()["flower"])


@pytest.fixture(scope="module")
def look(flower):
    return looked(trained().subject(flower))


def test_the_network_knows_a_temple_and_a_flower(look):
    temple = looked(trained().subject(read_picture(photographs()["china"])))
    assert temple.answer[0][0] == "palace" and look.answer[0][0] == "daisy"
    assert 0.2 < look.answer[0][1] < 0.3


def test_its_trace_is_that_of_the_zoo(look):
    assert look.trace.parameters == 4_652_008  # 4.65 M, Liu 2020
    assert {block.kind for block in look.trace.blocks} == {"inverted_residual"}
    assert len(look.trace.skips) == 9 and not look.trace.stopped


def test_grad_cam_is_the_gradient_weighted_sum_of_the_last_feature_map(look, flower):
    net = trained()
    features = []
    handle = net.model._bn1.register_forward_hook(lambda m, i, o: features.append(F.relu6(o)))
    logits = net.model(net.prepared(flower))
    handle.remove()
    (last,) = features
    scores = F.linear(last.mean((2, 3)), net.model._fc.weight, net.model._fc.bias)
    torch.testing.assert_close(scores, logits)
    slopes = net.model._fc.weight[int(logits.argmax())] / 49  # of a mean over 7 x 7: known without autograd
    camera = F.relu((slopes[:, None, None] * last[0]).sum(0)).detach()
    wanted = (camera - camera.min()) / (camera.max() - camera.min())
    assert np.allclose(look.camera, wanted.numpy(), atol=1e-5)


def test_saliency_matches_finite_differences(look, flower):
    net = trained()
    x = net.prepared(flower).double()
    model = net.model.double()
    try:
        best = int(model(x).argmax())
        row, column = np.unravel_index(look.saliency.argmax(), look.saliency.shape)
        slopes = []
        for colour in range(3):
            shifted = x.clone()
            shifted[0, colour, row, column] += 1e-6
            slopes.append(float(((model(shifted) - model(x))[0, best] / 1e-6).detach()))
        grad_x = x.clone().requires_grad_()
        (exact,) = torch.autograd.grad(model(grad_x)[0, best], grad_x)
        assert np.allclose(slopes, exact[0, :, row, column].numpy(), rtol=1e-3, atol=1e-6)
        assert look.saliency[row, column] == 1.0
    finally:
        model.float()


@pytest.mark.parametrize("place", [(0, 0, 0), (5, 56, 30), (31, 111, 111)])
def test_a_number_worked_out_by_hand_is_the_convolutions(flower, place):
    net, (channel, row, column) = trained(), place
    worked = by_hand(net.subject(flower), channel, row, column)
    with torch.no_grad():
        result = net.model._conv_stem(net.prepared(flower))[0, channel]
    assert np.isclose(worked.value, float(result[row, column]), atol=1e-4)
    corner = min(row, 110), min(column, 110)
    pooled = F.max_pool2d(result[None, corner[0] : corner[0] + 2, corner[1] : corner[1] + 2], 2)
    assert np.isclose(worked.window.max(), float(pooled))


def test_maps_are_small_and_told_with_their_numbers(look):
    relu = next(one for one in look.trace.operations if one.name == "relu6")
    maps = look.maps[relu.number]
    assert maps.pictures.shape == (16, 56, 56) and maps.pictures.max() == 255
    assert 0 < maps.zeros < 1 and maps.mean > 0


def test_a_png_is_read_back_by_others():
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype="uint8")
    assert (np.asarray(Image.open(io.BytesIO(png(pixels)))) == pixels).all()
    assert (np.asarray(Image.open(io.BytesIO(png(pixels[..., 0])))) == pixels[..., 0]).all()
    hot = heated(np.full((8, 8, 3), 100, "uint8"), np.array([[0.0, 1.0]], dtype="float32"))
    assert hot[0, -1, 0] > hot[0, 0, 0] and hot.shape == (8, 8, 3)


@pytest.mark.parametrize("data", [b"no picture", zlib.compress(b"x" * 100), b""])
def test_what_is_no_picture_is_refused_in_words(data):
    with pytest.raises(LoopwiseError, match="picture"):
        read_picture(io.BytesIO(data))
