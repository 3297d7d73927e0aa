"""Ten more, of styles left out so far: what their traces must say was worked out by hand before they were followed."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F
from tracing.architectures import Body, architecture


@architecture(
    torch.zeros(2, 5, dtype=torch.int64),
    "embedding:0 mean:1 linear:2",
    [(2, 3)],
    parameters=10 * 4 + 4 * 3 + 3,
    shapes={1: (2, 5, 4)},
    multiply_adds=2 * 4 * 3,
)
class ShortVectors(Body):
    """Looking a vector up shortens it in the table itself."""

    def __init__(self) -> None:
        super().__init__(embed=nn.Embedding(10, 4, max_norm=0.1), head=nn.Linear(4, 3))

    def forward(self, ids):
        return self.head(self.embed(ids).mean(1))


@architecture(
    (torch.zeros(2, 3), torch.zeros(2, 3, dtype=torch.int64)),
    "linear:0 relu:2 embedding_bag:1 stack:3,4 transpose:5 bmm:5,6 flatten:7 cat:3,8 linear:9",
    [(2, 1)],
    skips=1,
    branches=1,
    blocks=("dense",),
    shapes={4: (2, 4), 7: (2, 2, 2)},
    multiply_adds=2 * 3 * 4 + 2 * 2 * 2 * 4 + 2 * 8,
    depth=2,
)
class Recommender(Body):
    """Numbers and bags of things meet in the products of each with each (Naumov et al. 2019)."""

    def __init__(self) -> None:
        super().__init__(
            bottom=nn.Linear(3, 4), things=nn.EmbeddingBag(10, 4, mode="sum"), top=nn.Linear(8, 1)
        )

    def forward(self, numbers, things):
        dense = F.relu(self.bottom(numbers))
        each = torch.stack([dense, self.things(things)], 1)
        return self.top(torch.cat([dense, torch.bmm(each, each.transpose(1, 2)).flatten(1)], 1))


@architecture(
    torch.zeros(1, 3, 6, 6),
    "unfold:0 matmul:1 view:2",
    [(1, 4, 4, 4)],
    parameters=108,
    shapes={1: (1, 27, 16), 2: (1, 4, 16)},
    multiply_adds=4 * 16 * 27,
    depth=1,
)
class Unfolded(nn.Module):
    """A convolution as one product: its windows are laid out as columns."""

    def __init__(self) -> None:
        super().__init__()
        self.kernels = nn.Parameter(torch.zeros(4, 27))

    def forward(self, x):
        return (self.kernels @ F.unfold(x, 3)).view(1, 4, 4, 4)


@architecture(
    (torch.zeros(1, 3, 8, 8), torch.zeros(1, 5)),
    "conv2d:0 linear:1 chunk:3 getitem:4 mul:2,5 getitem:4 add:6,7 relu:8",
    [(1, 4, 8, 8)],
    gates=1,
    branches=1,
    shapes={5: (1, 4, 1, 1)},
    multiply_adds=4 * 64 * 27 + 5 * 8,
    depth=1,
)
class Modulated(Body):
    """A second input scales and shifts the channels of the first (Perez et al. 2018)."""

    def __init__(self) -> None:
        super().__init__(conv=nn.Conv2d(3, 4, 3, padding=1), told=nn.Linear(5, 8))

    def forward(self, x, condition):
        features = self.conv(x)
        scale, shift = self.told(condition).chunk(2, 1)
        return F.relu(features * scale[:, :, None, None] + shift[:, :, None, None])


@architecture(
    torch.zeros(1, 4, 16),
    "pad:0 conv1d:1 chunk:2 tanh:3 sigmoid:3 mul:4,5 conv1d:6 conv1d:6 add:0,8 "
    "pad:9 conv1d:10 chunk:11 tanh:12 sigmoid:12 mul:13,14 conv1d:15 conv1d:15 add:9,17 "
    "add:7,16 relu:19 conv1d:20",
    [(1, 3, 16)],
    skips=3,
    gates=2,
    blocks=("residual", "residual", "residual"),
    multiply_adds=2 * (8 * 16 * 8 + 2 * 4 * 16 * 4) + 3 * 16 * 4,
    depth=5,
    fields={2: (2,), 11: (4,), 21: (4,)},
)
class Wave(Body):
    """Causal, dilated, gated convolutions; each has a way on and a way out (van den Oord et al. 2016)."""

    def __init__(self) -> None:
        super().__init__(
            wide=nn.ModuleList(nn.Conv1d(4, 8, 2, dilation=d) for d in (1, 2)),
            out=nn.ModuleList(nn.Conv1d(4, 4, 1) for _ in range(2)),
            on=nn.ModuleList(nn.Conv1d(4, 4, 1) for _ in range(2)),
            last=nn.Conv1d(4, 3, 1),
        )

    def forward(self, x):
        outs = []
        for wide, out, on in zip(self.wide, self.out, self.on, strict=True):
            one, other = wide(F.pad(x, (wide.dilation[0], 0))).chunk(2, 1)
            gated = torch.tanh(one) * torch.sigmoid(other)
            outs.append(out(gated))
            x = x + on(gated)
        return self.last(F.relu(outs[0] + outs[1]))


@architecture(
    torch.zeros(2, 5, 8),
    "rms_norm:0 linear:1 view:2 transpose:3 linear:1 view:5 transpose:6 linear:1 view:8 transpose:9 "
    "scaled_dot_product_attention:4,7,10 transpose:11 flatten:12 linear:13 add:0,14 "
    "rms_norm:15 linear:16 silu:17 linear:16 mul:18,19 linear:20 add:15,21",
    [(2, 5, 8)],
    skips=2,
    gates=1,
    blocks=("transformer_attention", "transformer_feed_forward"),
    multiply_adds=2 * 10 * 8 * 8 + 2 * 10 * 8 * 4 + 40 * 5 * 4 + 3 * 10 * 8 * 12,
    depth=4,
)
class GroupedQueries(Body):
    """Four heads of queries share two of keys (Ainslie et al. 2023), and a gated feed-forward (Shazeer 2020)."""

    def __init__(self) -> None:
        super().__init__(
            n1=nn.RMSNorm(8),
            n2=nn.RMSNorm(8),
            q=nn.Linear(8, 8, bias=False),
            k=nn.Linear(8, 4, bias=False),
            v=nn.Linear(8, 4, bias=False),
            o=nn.Linear(8, 8, bias=False),
            up=nn.Linear(8, 12, bias=False),
            gate=nn.Linear(8, 12, bias=False),
            down=nn.Linear(12, 8, bias=False),
        )

    def forward(self, x):
        h = self.n1(x)
        q, k, v = (layer(h).view(2, 5, -1, 2).transpose(1, 2) for layer in (self.q, self.k, self.v))
        a = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
        x = x + self.o(a.transpose(1, 2).flatten(2))
        h = self.n2(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))


@architecture(
    torch.zeros(1, 3, 8, 8),
    "mean: sub:1 std: add:3 div:2,4 conv2d:0,5 group_norm:6 relu:7",
    [(1, 4, 8, 8)],
    parameters=4 * 27 + 4 + 8,
    multiply_adds=4 * 64 * 27,
    depth=1,
    fields={6: (3, 3), 8: (3, 3)},
)
class Standardised(nn.Module):
    """Kernels are brought to mean 0 and deviation 1 in every forward (Qiao et al. 2019)."""

    def __init__(self) -> None:
        super().__init__()
        self.kernels, self.bias = nn.Parameter(torch.randn(4, 3, 3, 3)), nn.Parameter(torch.zeros(4))
        self.norm = nn.GroupNorm(2, 4)

    def forward(self, x):
        kernels = self.kernels
        kernels = (kernels - kernels.mean((1, 2, 3), keepdim=True)) / (
            kernels.std((1, 2, 3), keepdim=True) + 1e-5
        )
        return F.relu(self.norm(F.conv2d(x, kernels, self.bias, padding=1)))


@architecture(
    torch.zeros(1, 2, 8),
    "pad:0 conv1d:1 float:2",
    [(1, 3, 8)],
    shapes={1: (1, 2, 10)},
    multiply_adds=3 * 8 * 6,
    fields={2: (3,)},
)
class Ring(Body):
    """The ends of a ring meet: the padding comes from the other one. In half precision, and back."""

    def __init__(self) -> None:
        super().__init__(conv=nn.Conv1d(2, 3, 3, padding=1, padding_mode="circular"))

    def forward(self, x):
        with torch.autocast("cpu", torch.bfloat16):
            y = self.conv(x)
        return y.float()


@architecture(
    (torch.zeros(6, 8), torch.zeros(3, 2, 8)),
    "linear:0 linear:1 mean:3 cdist:2,4 neg:5",
    [(6, 3)],
    parameters=36,
    shapes={4: (3, 4)},
    multiply_adds=2 * 6 * 8 * 4,
    depth=1,
)
class Prototypes(Body):
    """A class is the mean of its examples; nearness to it is the logit (Snell et al. 2017)."""

    def __init__(self) -> None:
        super().__init__(embed=nn.Linear(8, 4))

    def forward(self, asked, examples):
        return -torch.cdist(self.embed(asked), self.embed(examples).mean(1))


@architecture(
    torch.zeros(2, 4),
    "zeros_like: linear:1 linear:0 add:2,3 tanh:4 sub:5,1 abs:6 max:7 lt:8 "
    "linear:5 linear:0 add:10,11 tanh:12 sub:13,5 abs:14 max:15 lt:16",
    [(2, 4)],
    skips=2,
    blocks=("residual", "residual"),
    multiply_adds=4 * 2 * 16,
    depth=2,
)
class Equilibrium(Body):
    """The same layer until nothing changes any more (Bai et al. 2019): here at the second time."""

    def __init__(self) -> None:
        super().__init__(on=nn.Linear(4, 4), given=nn.Linear(4, 4))
        nn.init.zeros_(self.on.weight)

    def forward(self, x):
        z = torch.zeros_like(x)
        while True:
            before, z = z, torch.tanh(self.on(z) + self.given(x))
            if (z - before).abs().max() < 1e-6:
                return z
