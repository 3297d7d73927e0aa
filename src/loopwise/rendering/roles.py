"""What operations and blocks are for, in words; the formula of each block.

str(ROLES["channel_mixer"]), block_formula("residual_bottleneck").latex
"""

from __future__ import annotations

from loopwise.text import Formula, Text

ROLES: dict[str, Text] = {
    "input": Text(en="the input", ko="입력"),
    "feature_extractor": Text(en="looks for features in a neighbourhood", ko="주변 픽셀에서 특징을 찾습니다"),
    "strided_extractor": Text(
        en="looks for features, lowers the resolution", ko="특징을 찾으면서 해상도를 낮춥니다"
    ),
    "channel_mixer": Text(en="mixes channels, looks at no neighbour", ko="이웃은 보지 않고 채널만 섞습니다"),
    "depthwise": Text(en="looks in each channel alone", ko="채널마다 따로 주변을 봅니다"),
    "down_sampler": Text(en="lowers the resolution", ko="해상도를 낮춥니다"),
    "up_sampler": Text(en="makes the picture larger again", ko="해상도를 다시 높입니다"),
    "resizer": Text(en="brings any size to the one that follows", ko="다음 층이 받는 크기로 맞춥니다"),
    "pool": Text(en="looks for the strongest nearby", ko="주변에서 가장 강한 값을 남깁니다"),
    "global_pool": Text(en="one number for each channel", ko="채널마다 값 하나로 줄입니다"),
    "flatten": Text(en="from features to the classifier", ko="한 줄로 펴서 분류기로 넘깁니다"),
    "projection_shortcut": Text(
        en="gives the shortcut the shape of the sum", ko="지름길의 형상(shape)을 합에 맞춥니다"
    ),
    "identity_shortcut": Text(
        en="adds the block's own input: y = F(x) + x", ko="블록의 입력을 더합니다: y = F(x) + x"
    ),
    "projected_shortcut": Text(
        en="adds the projected input: y = F(x) + Wx", ko="형상을 맞춘 입력을 더합니다: y = F(x) + Wx"
    ),
    "skip_concatenation": Text(en="lays earlier features beside these", ko="앞의 특징을 옆에 붙입니다"),
    "branches_join": Text(en="joins parallel branches", ko="나란한 갈래를 합칩니다"),
    "gate": Text(en="lets through as much as the other says", ko="다른 값이 정한 만큼만 통과시킵니다"),
    "bottleneck_reduces": Text(en="fewer channels for the 3x3", ko="3x3 앞에서 채널을 줄입니다"),
    "bottleneck_expands": Text(en="back to all channels", ko="채널을 다시 늘립니다"),
    "normaliser": Text(en="keeps values at one scale", ko="값의 크기를 고르게 합니다"),
    "activation": Text(en="bends; else all layers were one", ko="구부립니다(비선형 활성화)"),
    "regulariser": Text(en="drops values while training", ko="학습할 때만 값을 끕니다"),
    "hidden_layer": Text(en="weighs all features together", ko="모든 특성을 함께 저울질합니다"),
    "head": Text(en="the answer: one number an output", ko="답을 냅니다: 출력마다 값 하나"),
    "embedding": Text(en="a row of numbers for each token", ko="토큰마다 벡터 하나를 꺼냅니다"),
    "recurrent": Text(en="reads step by step, remembers", ko="한 단계씩 읽으며 기억합니다"),
    "attention": Text(en="every place asks every other", ko="모든 자리가 서로를 참고합니다"),
    "product": Text(en="a product of two results", ko="두 결과를 곱합니다(행렬 곱)"),
    "probabilities": Text(en="makes shares that sum to 1", ko="합이 1이 되게 만듭니다"),
    "reduction": Text(en="one number for many", ko="여러 값을 하나로 줄입니다"),
    "relayout": Text(en="the same numbers in another order", ko="값은 그대로, 배치만 바꿉니다"),
    "padding": Text(en="adds a border or channels of zeros", ko="가장자리나 채널에 0을 덧댑니다"),
    "constant": Text(en="made on the way", ko="도중에 만든 값입니다"),
    "arithmetic": Text(en="arithmetic, number by number", ko="값마다 계산합니다"),
}

BLOCKS: dict[str, Text] = {
    "vgg_stage": Text(
        en="VGG stage: 3x3 convolutions, then a pool", ko="VGG 단계: 3x3 합성곱 여러 개와 풀링"
    ),
    "conv_stage": Text(en="convolution stage with a pool", ko="합성곱(convolution)과 풀링 단계"),
    "residual_basic": Text(en="basic residual block", ko="기본 잔차 블록(residual block)"),
    "residual_bottleneck": Text(en="bottleneck residual block", ko="병목(bottleneck) 잔차 블록"),
    "residual": Text(en="residual block", ko="잔차 블록(residual block)"),
    "inverted_residual": Text(en="inverted residual block", ko="역잔차(inverted residual) 블록"),
    "inception": Text(en="inception-like branches", ko="인셉션(inception)형 갈래"),
    "dense": Text(en="dense concatenation", ko="조밀 연결(dense)"),
    "encoder_decoder": Text(en="skip from encoder to decoder", ko="인코더에서 디코더로 가는 스킵 연결"),
    "pyramid": Text(
        en="feature pyramid: coarse features, enlarged, added to finer ones",
        ko="특징 피라미드(feature pyramid): 거친 특징을 키워 촘촘한 특징에 더함",
    ),
    "transformer_attention": Text(en="attention with a skip", ko="스킵 연결이 있는 어텐션(attention)"),
    "transformer_feed_forward": Text(en="feed-forward with a skip", ko="스킵 연결이 있는 피드포워드"),
}

_X = Text(en="the block's input", ko="블록의 입력")
_Y = Text(en="its output", ko="블록의 출력")
_F = Text(en="what the layers between compute", ko="사이의 층들이 계산하는 값")
_W = Text(en="their weights", ko="그 층들의 가중치")
_SHORTCUT = Text(en="1x1 convolution of the shortcut", ko="지름길의 1x1 합성곱")
_BRANCH = Text(
    en="the n-th branch; channels are laid side by side", ko="n번째 갈래. 채널 방향으로 이어 붙입니다"
)

_FORMULAS: dict[str, Formula] = {
    "vgg_stage": Formula(
        r"y = \mathrm{pool}(\mathrm{relu}(W_n * \cdots \mathrm{relu}(W_1 * x)))",
        symbols={"y": _Y, "x": _X, "W_n": Text(en="3x3 kernels of the n-th convolution", ko="n번째 합성곱의 3x3 커널"),
                 "*": Text(en="convolution", ko="합성곱(convolution)")},
        code="y = F.max_pool2d(F.relu(conv2(F.relu(conv1(x)))), 2)",
    ),
    "residual": Formula(r"y = F(x, W) + x", symbols={"y": _Y, "x": _X, "F": _F, "W": _W}, code="y = F(x) + x"),
    "projected": Formula(
        r"y = F(x, W) + W_s x",
        symbols={"y": _Y, "x": _X, "F": _F, "W": _W, "W_s": _SHORTCUT},
        code="y = F(x) + downsample(x)",
    ),
    "inception": Formula(
        r"y = [B_1(x), \ldots, B_n(x)]",
        symbols={"y": _Y, "x": _X, "B_n": _BRANCH},
        code="y = torch.cat([b(x) for b in branches], dim=1)",
    ),
    "dense": Formula(
        r"y = [x, F(x, W)]", symbols={"y": _Y, "x": _X, "F": _F, "W": _W}, code="y = torch.cat([x, F(x)], dim=1)"
    ),
    "transformer_attention": Formula(
        r"y = x + \mathrm{softmax}\left(\frac{QK^T}{\sqrt{d}}\right) V",
        symbols={"y": _Y, "x": _X, "Q": Text(en="queries", ko="쿼리(query)"), "K": Text(en="keys", ko="키(key)"),
                 "V": Text(en="values", ko="값(value)"), "d": Text(en="width of a head", ko="헤드의 너비")},
        code="y = x + F.scaled_dot_product_attention(q, k, v)",
    ),
}  # fmt: skip
_SAME = {
    "conv_stage": "vgg_stage",
    "residual_basic": "residual",
    "residual_bottleneck": "residual",
    "inverted_residual": "residual",
    "transformer_feed_forward": "residual",
    "pyramid": "residual",
    "encoder_decoder": "dense",
}


def block_formula(kind: str, *, projected: bool = False) -> Formula:
    """Return the formula of a block. projected: its shortcut has weights."""
    if projected and _SAME.get(kind, kind) == "residual":
        return _FORMULAS["projected"]
    return _FORMULAS[_SAME.get(kind, kind)]
