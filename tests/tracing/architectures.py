"""Small models of every style people write, with what their trace must say.

ARCHITECTURES: name -> Wanted. `flow` lists the operations behind the inputs as "name:inputs", inputs by number: the
model's own inputs come first. It was written by reading the forward, not by running the tracer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint


@dataclass
class Wanted:
    """build: the model; example: what it is called with; outputs: shapes; the rest as in a Trace."""

    build: Callable[[], nn.Module]
    example: Any
    flow: str
    outputs: list[tuple[int, ...]]
    skips: int = 0
    gates: int = 0
    branches: int = 0
    parameters: int | None = None
    shapes: dict[int, tuple[int, ...]] = field(default_factory=dict)
    stopped: str | None = None
    unused: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    multiply_adds: int | None = None
    depth: int | None = None
    fields: dict[int, tuple[int | None, ...]] = field(default_factory=dict)


ARCHITECTURES: dict[str, Wanted] = {}


def architecture(
    example: Any, flow: str, outputs: list[tuple[int, ...]], **more: Any
) -> Callable[[type], type]:
    def register(kind: type) -> type:
        ARCHITECTURES[kind.__name__] = Wanted(kind, example, flow, outputs, **more)
        return kind

    return register


class Body(nn.Module):
    """A module with layers given by name: saves every class its __init__."""

    def __init__(self, **layers: Any) -> None:
        super().__init__()
        for name, layer in layers.items():
            setattr(self, name, layer)


X4 = torch.zeros(2, 4)
IMAGE = torch.zeros(2, 3, 8, 8)
WORDS = torch.zeros(2, 5, dtype=torch.int64)

# --- Sequential and functional -------------------------------------------------------------------------------


@architecture(X4, "linear:0 relu:1 linear:2", [(2, 3)], parameters=4 * 8 + 8 + 8 * 3 + 3)
def sequential() -> nn.Module:
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))


@architecture(X4, "linear:0 relu:1 linear:2", [(2, 3)])
class Functional(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(4, 8), b=nn.Linear(8, 3))

    def forward(self, x):
        return self.b(F.relu(self.a(x)))


@architecture(IMAGE, "conv2d:0 relu:1 max_pool2d:2 view:3 linear:4", [(2, 10)], blocks=("conv_stage",))
class ViewFlatten(Body):
    def __init__(self) -> None:
        super().__init__(c=nn.Conv2d(3, 6, 3, padding=1), f=nn.Linear(96, 10))

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.c(x)), 2)
        return self.f(x.view(x.size(0), -1))


@architecture(IMAGE, "conv2d:0 batch_norm:1 leaky_relu:2 adaptive_avg_pool2d:3 flatten:4", [(2, 6)])
def nested_sequential() -> nn.Module:
    block = nn.Sequential(nn.Conv2d(3, 6, 3), nn.BatchNorm2d(6), nn.LeakyReLU())
    return nn.Sequential(block, nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()))


@architecture(X4, "matmul:0 add:1 tanh:2", [(2, 3)], parameters=15)
class OwnWeights(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.w, self.b = nn.Parameter(torch.zeros(4, 3)), nn.Parameter(torch.zeros(3))

    def forward(self, x):
        return torch.tanh(x @ self.w + self.b)


@architecture(X4, "linear:0 linear:1 linear:2", [(2, 4)], parameters=20)
class SharedThrice(Body):
    def __init__(self) -> None:
        super().__init__(layer=nn.Linear(4, 4))

    def forward(self, x):
        for _ in range(3):
            x = self.layer(x)
        return x


@architecture(X4, "linear:0 relu:1 linear:2 relu:3 linear:4 relu:5", [(2, 4)])
class ModuleList(Body):
    def __init__(self) -> None:
        super().__init__(layers=nn.ModuleList(nn.Linear(4, 4) for _ in range(3)))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x).relu()
        return x


@architecture(X4, "linear:0 relu:1", [(2, 4)], unused=("ways.b.weight", "ways.b.bias"))
class ModuleDict(Body):
    def __init__(self) -> None:
        super().__init__(ways=nn.ModuleDict({"a": nn.Linear(4, 4), "b": nn.Linear(4, 4)}))

    def forward(self, x):
        return torch.relu(self.ways["a"](x))


@architecture(X4, "linear:0 relu:1 dropout:2", [(2, 8)])
class InPlace(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(4, 8), d=nn.Dropout(inplace=True))

    def forward(self, x):
        x = self.a(x)
        F.relu_(x)
        return self.d(x)


@architecture(X4, "add:0 mul:1 sub:2 div:3 pow:4 neg:5", [(2, 4)])
class Arithmetic(nn.Module):
    def forward(self, x):
        return -((((2 + x) * 3 - 1) / 2) ** 2)


@architecture(X4, "linear:0 to:1 linear:2", [(2, 2)])
class Casts(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(4, 4), b=nn.Linear(4, 2).double())

    def forward(self, x):
        return self.b(self.a(x).contiguous().to(torch.float64))


# --- Residual, dense, gates ----------------------------------------------------------------------------------


@architecture(X4, "linear:0 relu:1 linear:2 add:3,0", [(2, 4)], skips=1, blocks=("residual",))
class Residual(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(4, 8), b=nn.Linear(8, 4))

    def forward(self, x):
        return self.b(F.relu(self.a(x))) + x


@architecture(
    IMAGE,
    "conv2d:0 batch_norm:1 relu:2 conv2d:3 batch_norm:4 add:5,0 relu:6",
    [(2, 3, 8, 8)],
    skips=1,
    blocks=("residual_basic",),
)
class BasicBlock(Body):
    def __init__(self) -> None:
        conv = [nn.Conv2d(3, 3, 3, padding=1) for _ in range(2)]
        super().__init__(c1=conv[0], c2=conv[1], b1=nn.BatchNorm2d(3), b2=nn.BatchNorm2d(3))

    def forward(self, x):
        out = self.b2(self.c2(F.relu(self.b1(self.c1(x)), inplace=True)))
        out += x
        return F.relu(out)


@architecture(
    IMAGE,
    "conv2d:0 relu:1 conv2d:2 relu:3 conv2d:4 conv2d:0 add:5,6",
    [(2, 12, 8, 8)],
    skips=1,
    blocks=("residual_bottleneck",),
)
class Bottleneck(Body):
    def __init__(self) -> None:
        super().__init__(
            a=nn.Conv2d(3, 2, 1),
            b=nn.Conv2d(2, 2, 3, padding=1),
            c=nn.Conv2d(2, 12, 1),
            s=nn.Conv2d(3, 12, 1),
        )

    def forward(self, x):
        way = self.c(F.relu(self.b(F.relu(self.a(x)))))
        return way + self.s(x)


@architecture(
    IMAGE,
    "conv2d:0 hardtanh:1 conv2d:2 hardtanh:3 conv2d:4 add:0,5",
    [(2, 3, 8, 8)],
    skips=1,
    blocks=("inverted_residual",),
)
class InvertedResidual(Body):
    def __init__(self) -> None:
        layers = nn.Sequential(
            nn.Conv2d(3, 18, 1),
            nn.ReLU6(),
            nn.Conv2d(18, 18, 3, padding=1, groups=18),
            nn.ReLU6(),
            nn.Conv2d(18, 3, 1),
        )
        super().__init__(layers=layers)

    def forward(self, x):
        return x + self.layers(x)


@architecture(
    IMAGE, "conv2d:0 cat:0,1 conv2d:2 cat:0,1,3", [(2, 11, 8, 8)], skips=2, blocks=("dense", "dense")
)
class Dense(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Conv2d(3, 4, 3, padding=1), b=nn.Conv2d(7, 4, 3, padding=1))

    def forward(self, x):
        features = [x]
        features.append(self.a(x))
        features.append(self.b(torch.cat(features, 1)))
        return torch.cat(features, dim=1)


@architecture(
    IMAGE,
    "conv2d:0 max_pool2d:1 conv2d:2 interpolate:3 cat:4,1 conv2d:5",
    [(2, 1, 8, 8)],
    skips=1,
    blocks=("encoder_decoder",),
)
class UNet(Body):
    def __init__(self) -> None:
        super().__init__(
            a=nn.Conv2d(3, 4, 3, padding=1),
            b=nn.Conv2d(4, 8, 3, padding=1),
            c=nn.Conv2d(12, 1, 1),
            up=nn.Upsample(scale_factor=2),
        )

    def forward(self, x):
        first = self.a(x)
        low = self.b(F.max_pool2d(first, 2))
        return self.c(torch.cat([self.up(low), first], 1))


@architecture(IMAGE, "mean:0 conv2d:1 relu:2 conv2d:3 sigmoid:4 mul:0,5", [(2, 3, 8, 8)], gates=1)
class SqueezeExcitation(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Conv2d(3, 1, 1), b=nn.Conv2d(1, 3, 1))

    def forward(self, x):
        return x * torch.sigmoid(self.b(F.relu(self.a(x.mean((2, 3), keepdim=True)))))


@architecture(
    X4, "linear:0 sigmoid:1 linear:0 tanh:3 mul:2,4 sub:2 mul:6,0 add:5,7", [(2, 4)], gates=2, branches=1
)
class Highway(Body):
    """Both ways pass through the gate, so that they meet at one depth."""

    def __init__(self) -> None:
        super().__init__(t=nn.Linear(4, 4), h=nn.Linear(4, 4))

    def forward(self, x):
        t = torch.sigmoid(self.t(x))
        return t * torch.tanh(self.h(x)) + (1 - t) * x


@architecture(X4, "linear:0 linear:0 add:1,2", [(2, 4)], branches=1)
class EqualBranches(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(4, 4), b=nn.Linear(4, 4))

    def forward(self, x):
        return self.a(x) + self.b(x)


@architecture(
    IMAGE,
    "conv2d:0 conv2d:0 conv2d:2 max_pool2d:0 conv2d:4 cat:1,3,5",
    [(2, 12, 8, 8)],
    branches=1,
    blocks=("inception",),
)
class Inception(Body):
    def __init__(self) -> None:
        super().__init__(
            a=nn.Conv2d(3, 4, 1),
            b=nn.Sequential(nn.Conv2d(3, 2, 1), nn.Conv2d(2, 4, 3, padding=1)),
            c=nn.Conv2d(3, 4, 1),
        )

    def forward(self, x):
        return torch.cat((self.a(x), self.b(x), self.c(F.max_pool2d(x, 3, 1, 1))), 1)


@architecture((X4, torch.zeros(2, 6)), "linear:0 linear:1 add:2,3", [(2, 3)], branches=1)
class TwoInputs(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(4, 3), b=nn.Linear(6, 3))

    def forward(self, x, y):
        return self.a(x) + self.b(y)


@architecture(
    (X4, X4.clone()),
    "linear:0 linear:1 sub:2,3 abs:4 linear:5",
    [(2, 1)],
    branches=1,
    parameters=4 * 3 + 3 + 4,
)
class Siamese(Body):
    def __init__(self) -> None:
        super().__init__(body=nn.Linear(4, 3), head=nn.Linear(3, 1))

    def forward(self, a, b):
        return self.head((self.body(a) - self.body(b)).abs())


@architecture(X4, "linear:0 add:1", [(2, 4)])
class PositionAdded(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(4, 4), position=nn.Parameter(torch.zeros(4)))

    def forward(self, x):
        return self.a(x) + self.position


@architecture(IMAGE, "conv2d:0 chunk:1 sigmoid:2 mul:2,3", [(2, 4, 8, 8)], gates=1)
class GatedLinearUnit(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Conv2d(3, 8, 1))

    def forward(self, x):
        value, gate = self.a(x).chunk(2, dim=1)
        return value * torch.sigmoid(gate)


# --- Recurrent -----------------------------------------------------------------------------------------------


@architecture(torch.zeros(2, 5, 4), "zeros: zeros: lstm:0,1,2 getitem:3 linear:4", [(2, 3)])
class LastStep(Body):
    def __init__(self) -> None:
        super().__init__(lstm=nn.LSTM(4, 6, batch_first=True), head=nn.Linear(6, 3))

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.head(out[:, -1])


@architecture(
    WORDS,
    "embedding:0 zeros: gru:1,2 getitem:3 linear:4",
    [(2, 2)],
    parameters=10 * 4 + 3 * 6 * (4 + 6 + 2) + 14,
)
class Words(Body):
    def __init__(self) -> None:
        super().__init__(e=nn.Embedding(10, 4), gru=nn.GRU(4, 6, batch_first=True), head=nn.Linear(6, 2))

    def forward(self, words):
        _, last = self.gru(self.e(words))
        return self.head(last[-1])


@architecture(
    torch.zeros(3, 2, 4),
    "new_zeros: detach:1 unbind:0 rnn_tanh_cell:3,2 rnn_tanh_cell:3,4 rnn_tanh_cell:3,5",
    [(2, 6)],
)
class CellLoop(Body):
    def __init__(self) -> None:
        super().__init__(cell=nn.RNNCell(4, 6))

    def forward(self, x):
        h = x.new_zeros(2, 6).detach()
        for step in x:
            h = self.cell(step, h)
        return h


@architecture(
    torch.zeros(2, 3, 4),
    "zeros: getitem:0 linear:2 linear:1 add:3,4 tanh:5 getitem:0 linear:7 linear:6 add:8,9 tanh:10",
    [(2, 6)],
    branches=1,
)
class OwnRecurrence(Body):
    def __init__(self) -> None:
        super().__init__(i=nn.Linear(4, 6), h=nn.Linear(6, 6))

    def forward(self, x):
        h = torch.zeros(2, 6)
        for t in range(2):
            h = torch.tanh(self.i(x[:, t]) + self.h(h))
        return h


@architecture(
    torch.zeros(2, 3, 8, 8), "conv2d:0 flatten:1 permute:2 zeros: zeros: lstm:3,4,5 getitem:6", [(2, 5)]
)
class ConvThenLSTM(Body):
    def __init__(self) -> None:
        super().__init__(c=nn.Conv2d(3, 4, 3), lstm=nn.LSTM(4, 5, batch_first=True))

    def forward(self, x):
        return self.lstm(self.c(x).flatten(2).permute(0, 2, 1))[0][:, 0]


# --- Attention -----------------------------------------------------------------------------------------------


@architecture(
    torch.zeros(2, 5, 8),
    "linear:0 chunk:1 transpose:2 matmul:2,3 div:4 softmax:5 matmul:6,2",
    [(2, 5, 8)],
)
class OwnAttention(Body):
    def __init__(self) -> None:
        super().__init__(qkv=nn.Linear(8, 24))

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, -1)
        weights = torch.softmax(q @ k.transpose(1, 2) / 8**0.5, dim=-1)
        return weights @ v


@architecture(
    torch.zeros(2, 5, 8),
    "layer_norm:0 linear:1 linear:1 linear:1 scaled_dot_product_attention:2,3,4 add:0,5",
    [(2, 5, 8)],
    skips=1,
    blocks=("transformer_attention",),
)
class FusedAttention(Body):
    def __init__(self) -> None:
        super().__init__(n=nn.LayerNorm(8), q=nn.Linear(8, 8), k=nn.Linear(8, 8), v=nn.Linear(8, 8))

    def forward(self, x):
        h = self.n(x)
        return x + F.scaled_dot_product_attention(self.q(h), self.k(h), self.v(h))


@architecture(
    torch.zeros(2, 5, 8),
    "transpose:0 multi_head_attention_forward:1 transpose:2 dropout:3 add:0,4 layer_norm:5 "
    "linear:6 relu:7 dropout:8 linear:9 dropout:10 add:6,11 layer_norm:12",
    [(2, 5, 8)],
    skips=2,
    blocks=("transformer_attention", "transformer_feed_forward"),
)
def transformer_encoder() -> nn.Module:
    return nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)


@architecture(
    (torch.zeros(5, 2, 8), torch.zeros(7, 2, 8)), "multi_head_attention_forward:0,1", [(5, 2, 8), (2, 5, 7)]
)
class CrossAttention(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.MultiheadAttention(8, 2))

    def forward(self, x, memory):
        return self.a(x, memory, memory)


@architecture(
    IMAGE,
    "conv2d:0 flatten:1 transpose:2 expand: cat:4,3 add:5 layer_norm:6 "
    "linear:7 gelu:8 linear:9 add:6,10 getitem:11 linear:12",
    [(2, 10)],
    skips=1,
    blocks=("transformer_feed_forward",),
)
class SmallViT(Body):
    def __init__(self) -> None:
        super().__init__(
            patch=nn.Conv2d(3, 8, 4, 4),
            token=nn.Parameter(torch.zeros(1, 1, 8)),
            position=nn.Parameter(torch.zeros(1, 5, 8)),
            n=nn.LayerNorm(8),
            m=nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 8)),
            head=nn.Linear(8, 10),
        )

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(2, -1, -1), x], dim=1) + self.position
        x = x + self.m(self.n(x))
        return self.head(x[:, 0])


@architecture((torch.zeros(2, 5, 8), torch.zeros(2, 5, 8)), "einsum:0,1", [(2, 5, 5)])
class Einsum(nn.Module):
    def forward(self, q, k):
        return torch.einsum("bid,bjd->bij", q, k)


# --- Branches and loops on data ------------------------------------------------------------------------------


@architecture(torch.ones(2, 4), "sum:0 gt:1 linear:0 relu:3", [(2, 4)], unused=("b.weight", "b.bias"))
class DataBranch(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(4, 4), b=nn.Linear(4, 4))

    def forward(self, x):
        return self.a(x).relu() if x.sum() > 0 else self.b(x)


@architecture(torch.ones(1, 1), "mul:0 gt:1 mul:1 gt:3 mul:3 gt:5", [(1, 1)])
class DataLoop(nn.Module):
    def forward(self, x):
        x = x * 2
        while not x > 7:
            x = x * 2
        return x


@architecture(X4, "linear:0 relu:1", [(2, 4)], unused=("later.weight", "later.bias"))
class EarlyExit(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(4, 4), later=nn.Linear(4, 4))

    def forward(self, x):
        x = torch.relu(self.a(x))
        if x.shape[0] < 5:
            return x
        return self.later(x)


@architecture(X4, "linear:0 linear:0", [(2, 3)], unused=("a.weight", "a.bias"))
class TriesAnother(Body):
    """The first layer is tried, and does not count; the second fits."""

    def __init__(self) -> None:
        super().__init__(a=nn.Linear(5, 3), b=nn.Linear(4, 3), c=nn.Linear(4, 3))

    def forward(self, x):
        self.b(x)
        try:
            return self.a(x)
        except RuntimeError:
            return self.c(x)


# --- Inputs and outputs --------------------------------------------------------------------------------------


@architecture({"x": X4, "scale": torch.ones(1)}, "linear:0 mul:2,1", [(2, 3)], gates=1)
class NamedInputs(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(4, 3))

    def forward(self, x, scale):
        return self.a(x) * scale


@architecture(({"x": X4, "y": torch.zeros(2, 6)},), "linear:0 linear:1 cat:2,3", [(2, 6)], branches=1)
class DictionaryIn(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(4, 3), b=nn.Linear(6, 3))

    def forward(self, batch):
        return torch.cat([self.a(batch["x"]), self.b(batch["y"])], dim=1)


@architecture(X4, "linear:0 relu:1 linear:2 linear:2", [(2, 3), (2, 1)])
class TwoHeads(Body):
    def __init__(self) -> None:
        super().__init__(body=nn.Linear(4, 8), a=nn.Linear(8, 3), b=nn.Linear(8, 1))

    def forward(self, x):
        x = F.relu(self.body(x))
        return {"classes": self.a(x), "box": self.b(x)}


class Answer(NamedTuple):
    logits: torch.Tensor
    features: torch.Tensor


@architecture(X4, "linear:0 linear:1", [(2, 3), (2, 8)])
class NamedOutputs(Body):
    def __init__(self) -> None:
        super().__init__(body=nn.Linear(4, 8), head=nn.Linear(8, 3))

    def forward(self, x):
        features = self.body(x)
        return Answer(self.head(features), features)


@dataclass
class Output:
    logits: torch.Tensor
    hidden: tuple[torch.Tensor, ...]


@architecture(X4, "linear:0 linear:1", [(2, 3), (2, 8)])
class DataclassOut(Body):
    def __init__(self) -> None:
        super().__init__(body=nn.Linear(4, 8), head=nn.Linear(8, 3))

    def forward(self, x):
        hidden = self.body(x)
        return Output(self.head(hidden), (hidden,))


@architecture(torch.zeros(2, 16), "linear:0 tanh:1 linear:2 tanh:3", [(2, 16)])
class AutoEncoder(Body):
    def __init__(self) -> None:
        super().__init__(down=nn.Linear(16, 2), up=nn.Linear(2, 16))

    def encode(self, x):
        return torch.tanh(self.down(x))

    def forward(self, x):
        return torch.tanh(self.up(self.encode(x)))


@architecture(
    X4,
    "linear:0 linear:0 mul:2 exp:3 randn_like: mul:5,4 add:1,6 linear:7",
    [(2, 4), (2, 3), (2, 3)],
    branches=1,
)
class Variational(Body):
    def __init__(self) -> None:
        super().__init__(mean=nn.Linear(4, 3), spread=nn.Linear(4, 3), up=nn.Linear(3, 4))

    def forward(self, x):
        mean, spread = self.mean(x), self.spread(x)
        std = torch.exp(spread * 0.5)
        z = mean + torch.randn_like(std) * std
        return self.up(z), mean, spread


# --- Generators of pictures, other axes ----------------------------------------------------------------------


@architecture(
    torch.zeros(2, 16),
    "linear:0 view:1 conv_transpose2d:2 batch_norm:3 relu:4 conv_transpose2d:5 tanh:6",
    [(2, 3, 16, 16)],
    shapes={2: (2, 8, 4, 4), 3: (2, 4, 8, 8)},
)
class Generator(Body):
    def __init__(self) -> None:
        super().__init__(
            first=nn.Linear(16, 128),
            up=nn.Sequential(
                nn.ConvTranspose2d(8, 4, 4, 2, 1),
                nn.BatchNorm2d(4),
                nn.ReLU(),
                nn.ConvTranspose2d(4, 3, 4, 2, 1),
                nn.Tanh(),
            ),
        )

    def forward(self, z):
        return self.up(self.first(z).view(-1, 8, 4, 4))


@architecture(torch.zeros(2, 4, 6, 6), "pixel_shuffle:0 pad:1 conv2d:2", [(2, 2, 12, 12)])
class SuperResolution(Body):
    def __init__(self) -> None:
        super().__init__(shuffle=nn.PixelShuffle(2), c=nn.Conv2d(1, 2, 3))

    def forward(self, x):
        return self.c(F.pad(self.shuffle(x), (1, 1, 1, 1)))


@architecture(torch.zeros(2, 3, 20), "conv1d:0 relu:1 max_pool1d:2 mean:3", [(2, 8)])
class OneAxis(Body):
    def __init__(self) -> None:
        super().__init__(c=nn.Conv1d(3, 8, 5), p=nn.MaxPool1d(2))

    def forward(self, x):
        return self.p(F.relu(self.c(x))).mean(-1)


@architecture(torch.zeros(1, 1, 4, 8, 8), "conv3d:0 batch_norm:1 adaptive_avg_pool3d:2 flatten:3", [(1, 4)])
def three_axes() -> nn.Module:
    return nn.Sequential(nn.Conv3d(1, 4, 3), nn.BatchNorm3d(4), nn.AdaptiveAvgPool3d(1), nn.Flatten())


@architecture(
    IMAGE,
    "conv2d:0 permute:1 layer_norm:2 linear:3 gelu:4 linear:5 permute:6 add:0,7",
    [(2, 3, 8, 8)],
    skips=1,
    blocks=("inverted_residual",),
)
class ConvNext(Body):
    def __init__(self) -> None:
        super().__init__(
            d=nn.Conv2d(3, 3, 7, padding=3, groups=3),
            n=nn.LayerNorm(3),
            a=nn.Linear(3, 12),
            b=nn.Linear(12, 3),
        )

    def forward(self, x):
        y = self.b(F.gelu(self.a(self.n(self.d(x).permute(0, 2, 3, 1)))))
        return x + y.permute(0, 3, 1, 2)


@architecture(torch.zeros(2, 6), "setitem:0 linear:1", [(2, 2)])
class WritesIntoIt(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(6, 2))

    def forward(self, x):
        x[:, 0] = 1.0
        return self.a(x)


@architecture((X4, X4.clone()), "stack:0,1 mean:2", [(2, 4)], branches=1)
class Ensemble(nn.Module):
    def forward(self, a, b):
        return torch.stack([a, b]).mean(0)


@architecture(
    (torch.zeros(3, 2), torch.tensor([[0, 1, 2], [1, 2, 0]])),
    "linear:0 unbind:1 getitem:2,3 zeros_like: index_add:5,3,4",
    [(3, 4)],
)
class GraphConvolution(Body):
    """Messages along the edges of a graph, written by hand."""

    def __init__(self) -> None:
        super().__init__(a=nn.Linear(2, 4))

    def forward(self, nodes, edges):
        h = self.a(nodes)
        source, target = edges
        messages = h[source]
        return torch.zeros_like(h).index_add(0, target, messages)


@architecture((torch.zeros(3, 2), torch.zeros(3, 3)), "linear:0 matmul:1,2 relu:3", [(3, 4)])
class GraphByMatrix(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(2, 4))

    def forward(self, nodes, adjacency):
        return torch.relu(adjacency @ self.a(nodes))


# --- Wrappers and habits -------------------------------------------------------------------------------------


@architecture(X4, "linear:0 relu:1 linear:2", [(2, 4)])
class Checkpointed(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(4, 8), b=nn.Linear(8, 4))

    def _inside(self, x):
        return torch.relu(self.a(x))

    def forward(self, x):
        return self.b(checkpoint(self._inside, x, use_reentrant=False))


@architecture(X4, "_weight_norm: linear:0,1", [(2, 3)], depth=1)
class Parametrised(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.utils.parametrizations.weight_norm(nn.Linear(4, 3)))

    def forward(self, x):
        return self.a(x)


@architecture(X4, "linear:0 relu:1", [(2, 8)], parameters=40)
class Lazy(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.LazyLinear(8))

    def forward(self, x):
        return torch.relu(self.a(x))


@architecture(X4, "linear:0", [(2, 2)])
class NumpyInside(Body):
    """Leaves torch on the way: what it then computes cannot be seen, and what it returns is new."""

    def __init__(self) -> None:
        super().__init__(a=nn.Linear(4, 2))

    def forward(self, x):
        y = self.a(x)
        y.numpy().sum()
        return y


@architecture(X4, "empty: empty: linear:0 relu:3", [(2, 4)])
class ModuleMadeOnTheWay(nn.Module):
    """The weights are born in the forward: two constants."""

    def forward(self, x):
        return torch.relu(nn.Linear(4, 4)(x))


@architecture(X4, "linear:0 log_softmax:1", [(2, 3)])
class Probabilities(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(4, 3), s=nn.LogSoftmax(dim=1))

    def forward(self, x):
        return self.s(self.a(x))


@architecture(X4, "linear:0 t: linear:1,2", [(2, 4)], unused=("down.weight",))
class Tied(Body):
    def __init__(self) -> None:
        super().__init__(up=nn.Linear(4, 8, bias=False), down=nn.Linear(8, 4))
        self.down.bias = None

    def forward(self, x):
        return F.linear(self.up(x), self.up.weight.t())


# --- Failing ones --------------------------------------------------------------------------------------------


@architecture(IMAGE, "conv2d:0 relu:1 flatten:2", [], stopped="linear-width-mismatch")
class WrongWidth(Body):
    def __init__(self) -> None:
        super().__init__(c=nn.Conv2d(3, 4, 3), f=nn.Linear(64, 10))

    def forward(self, x):
        return self.f(F.relu(self.c(x)).flatten(1))


@architecture(IMAGE, "conv2d:0 relu:1 conv2d:2", [], stopped="")
class ShapesDoNotAdd(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Conv2d(3, 4, 3, padding=1), b=nn.Conv2d(4, 8, 3, padding=1))

    def forward(self, x):
        return self.b(F.relu(self.a(x))) + x


@architecture(X4, "linear:0", [], stopped="")
class RaisesItself(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(4, 3))

    def forward(self, x):
        if self.a(x).shape[1] != 4:
            raise ValueError("expected 4 classes")
        return x


@architecture(torch.zeros(2, 1, 2, 2), "", [], stopped="")
def kernel_too_large() -> nn.Module:
    return nn.Conv2d(1, 1, 5)
