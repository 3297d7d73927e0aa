"""Twelve more, from other fields: what their traces must say was worked out by hand before they were followed."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F
from tracing.architectures import IMAGE, WORDS, X4, Body, architecture


@architecture(
    torch.zeros(2, 8),
    "chunk:0 linear:1 relu:2 add:1,3 linear:4 relu:5 add:1,6 cat:4,7",
    [(2, 8)],
    skips=3,
    blocks=("residual", "residual", "dense"),
    shapes={1: (2, 4)},
    multiply_adds=2 * 16 + 2 * 16,
)
class Reversible(Body):
    """Each half is added to what the other one gives."""

    def __init__(self) -> None:
        super().__init__(f=nn.Linear(4, 4), g=nn.Linear(4, 4))

    def forward(self, x):
        one, other = x.chunk(2, 1)
        first = one + F.relu(self.f(other))
        second = other + F.relu(self.g(first))
        return torch.cat([first, second], 1)


@architecture(
    torch.zeros(2, 5, 8),
    "layer_norm:0 transpose:1 linear:2 gelu:3 linear:4 transpose:5 add:0,6 "
    "layer_norm:7 linear:8 gelu:9 linear:10 add:7,11 mean:12 linear:13",
    [(2, 3)],
    skips=2,
    blocks=("transformer_feed_forward", "transformer_feed_forward"),
    multiply_adds=2 * (2 * 8 * 5 * 7) + 2 * (2 * 5 * 8 * 16) + 2 * 8 * 3,
)
class Mixer(Body):
    """Tokens are mixed as channels are: by two linear layers, along the other axis."""

    def __init__(self) -> None:
        super().__init__(
            n1=nn.LayerNorm(8),
            n2=nn.LayerNorm(8),
            tokens=nn.Sequential(nn.Linear(5, 7), nn.GELU(), nn.Linear(7, 5)),
            channels=nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 8)),
            head=nn.Linear(8, 3),
        )

    def forward(self, x):
        x = x + self.tokens(self.n1(x).transpose(1, 2)).transpose(1, 2)
        x = x + self.channels(self.n2(x))
        return self.head(x.mean(1))


@architecture(
    (torch.zeros(4, 3), torch.eye(4).bool()),
    "linear:0 linear:2 linear:2 t:4 add:3,5 leaky_relu:6 invert:1 masked_fill:7,8 softmax:9 matmul:10,2 elu:11",
    [(4, 5)],
    branches=1,
    multiply_adds=4 * 15 + 2 * (4 * 5) + 4 * 4 * 5,
)
class GraphAttention(Body):
    def __init__(self) -> None:
        super().__init__(w=nn.Linear(3, 5), left=nn.Linear(5, 1), right=nn.Linear(5, 1))

    def forward(self, x, adjacency):
        h = self.w(x)
        score = F.leaky_relu(self.left(h) + self.right(h).t(), 0.2)
        score = score.masked_fill(~adjacency, float("-inf"))
        return F.elu(F.softmax(score, 1) @ h)


@architecture(
    torch.zeros(2, 4, 8, 8),
    "chunk:0 conv2d:1 batch_norm:2 relu:3 conv2d:4 batch_norm:5 conv2d:6 relu:7 cat:1,8 "
    "view:9 transpose:10 reshape:11",
    [(2, 4, 8, 8)],
    skips=1,
    blocks=("dense",),
    fields={9: (3, 3)},
    multiply_adds=2 * (2 * 2 * 64 * 2) + 2 * 2 * 64 * 9,
)
class Shuffle(Body):
    """Half of the channels pass by; then both halves are shuffled."""

    def __init__(self) -> None:
        super().__init__(
            a=nn.Conv2d(2, 2, 1),
            n=nn.BatchNorm2d(2),
            d=nn.Conv2d(2, 2, 3, padding=1, groups=2),
            m=nn.BatchNorm2d(2),
            b=nn.Conv2d(2, 2, 1),
        )

    def forward(self, x):
        by, way = x.chunk(2, 1)
        way = self.m(self.d(F.relu(self.n(self.a(way)))))
        y = torch.cat([by, F.relu(self.b(way))], 1)
        return y.view(2, 2, 2, 8, 8).transpose(1, 2).reshape(2, 4, 8, 8)


@architecture(
    IMAGE,
    "linspace: meshgrid:1 stack:2 expand:3 cat:0,4 conv2d:5 relu:6",
    [(2, 4, 8, 8)],
    shapes={3: (2, 8, 8), 5: (2, 5, 8, 8)},
    multiply_adds=2 * 4 * 64 * 45,
)
class Coordinates(Body):
    """Every pixel is told where it lies: a constant, which passes nothing of the input by."""

    def __init__(self) -> None:
        super().__init__(c=nn.Conv2d(5, 4, 3, padding=1))

    def forward(self, x):
        line = torch.linspace(-1, 1, 8)
        grid = torch.stack(torch.meshgrid(line, line, indexing="ij"))
        x = torch.cat([x, grid.expand(len(x), -1, -1, -1)], 1)
        return F.relu(self.c(x))


@architecture(
    torch.zeros(2, 3, 16, 16),
    "conv2d:0 relu:1 conv2d:2 relu:3 conv2d:4 conv2d:2 interpolate:5 add:6,7 conv2d:8 conv2d:5",
    [(2, 4, 8, 8), (2, 4, 4, 4)],
    skips=1,
    blocks=("pyramid",),
    parameters=612,
    multiply_adds=13_824 + 9_216 + 1_024 + 2_048 + 18_432 + 4_608,
)
class Pyramid(Body):
    """From the top down again: coarse features are added to finer ones, and one convolution reads both."""

    def __init__(self) -> None:
        super().__init__(
            a=nn.Conv2d(3, 4, 3, 2, 1),
            b=nn.Conv2d(4, 8, 3, 2, 1),
            fine=nn.Conv2d(4, 4, 1),
            coarse=nn.Conv2d(8, 4, 1),
            out=nn.Conv2d(4, 4, 3, padding=1),
        )

    def forward(self, x):
        fine = F.relu(self.a(x))
        top = self.coarse(F.relu(self.b(fine)))
        low = self.fine(fine) + F.interpolate(top, scale_factor=2)
        return self.out(low), self.out(top)


@architecture(
    torch.zeros(2, 5, 4),
    "linear:0 elu:1 add:2 linear:0 elu:4 add:5 linear:0 einsum:6,7 sum:6 einsum:3,9 div:10 einsum:3,8,11",
    [(2, 5, 4)],
    multiply_adds=3 * (2 * 5 * 16) + 2 * 5 * 16 + 2 * 5 * 4 + (2 * 5 * 16 + 2 * 5 * 4),
)
class LinearAttention(Body):
    """Keys and values are summed first, so that nothing grows with the square of the length."""

    def __init__(self) -> None:
        super().__init__(q=nn.Linear(4, 4), k=nn.Linear(4, 4), v=nn.Linear(4, 4))

    def forward(self, x):
        q = F.elu(self.q(x)) + 1
        k = F.elu(self.k(x)) + 1
        kv = torch.einsum("btd,bte->bde", k, self.v(x))
        z = 1 / torch.einsum("btd,bd->bt", q, k.sum(1))
        return torch.einsum("btd,bde,bt->bte", q, kv, z)


@architecture(
    torch.zeros(2, 3, 1, 4, 4),
    "new_zeros: "
    "getitem:0 cat:2,1 conv2d:3 chunk:4 sigmoid:5 mul:6,1 sigmoid:5 tanh:5 mul:8,9 add:7,10 "
    "sigmoid:5 tanh:11 mul:12,13 "
    "getitem:0 cat:15,14 conv2d:16 chunk:17 sigmoid:18 mul:19,11 sigmoid:18 tanh:18 mul:21,22 add:20,23 "
    "sigmoid:18 tanh:24 mul:25,26",
    [(2, 2, 4, 4)],
    gates=5,
    branches=3,
    parameters=224,
    multiply_adds=2 * (2 * 8 * 16 * 27),
)
class ConvRecurrent(Body):
    def __init__(self) -> None:
        super().__init__(gates=nn.Conv2d(3, 8, 3, padding=1))

    def forward(self, x):
        h = c = x.new_zeros(2, 2, 4, 4)
        for t in range(2):
            i, f, o, g = self.gates(torch.cat([x[:, t], h], 1)).chunk(4, 1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
        return h


@architecture(
    X4,
    "linear:0 T: matmul:0,2 T: matmul:3,4 mul:5 add:1,6",
    [(2, 6)],
    skips=1,
    blocks=("residual",),
    parameters=50,
    depth=2,
    multiply_adds=48 + 16 + 24,
)
class LowRank(Body):
    """A frozen layer, and two thin ones beside it: one layer deep on one way, two on the other."""

    def __init__(self) -> None:
        super().__init__(frozen=nn.Linear(4, 6).requires_grad_(False))
        self.down, self.up = nn.Parameter(torch.zeros(2, 4)), nn.Parameter(torch.zeros(6, 2))

    def forward(self, x):
        return self.frozen(x) + (x @ self.down.T @ self.up.T) * 0.5


@architecture(
    IMAGE,
    "conv2d:0 conv2d:0 conv2d:0 adaptive_avg_pool2d:0 conv2d:4 interpolate:5 cat:1,2,3,6 conv2d:7",
    [(2, 4, 8, 8)],
    branches=1,
    blocks=("inception",),
    fields={1: (1, 1), 2: (5, 5), 3: (9, 9), 8: (None, None)},
    multiply_adds=768 + 6_912 + 6_912 + 12 + 4_096,
)
class Atrous(Body):
    """The same picture seen at several widths, one of them all of it."""

    def __init__(self) -> None:
        super().__init__(
            ways=nn.ModuleList(
                [nn.Conv2d(3, 2, 1), *(nn.Conv2d(3, 2, 3, padding=d, dilation=d) for d in (2, 4))]
            ),
            whole=nn.Conv2d(3, 2, 1),
            head=nn.Conv2d(8, 4, 1),
        )

    def forward(self, x):
        ways = [way(x) for way in self.ways]
        whole = self.whole(F.adaptive_avg_pool2d(x, 1))
        ways.append(F.interpolate(whole, size=x.shape[2:], mode="bilinear"))
        return self.head(torch.cat(ways, 1))


@architecture(
    (torch.zeros(2, 6, 4), torch.zeros(2, 3, dtype=torch.int64), torch.zeros(2, 6, dtype=torch.int64)),
    "linear:0 unsqueeze:1 expand:4 gather:3,5 linear:6 expand: cat:7,8 unsqueeze:2 expand:10 gather:9,11 linear:12",
    [(2, 6, 4)],
    parameters=40 + 72 + 36 + 8,
    multiply_adds=2 * 6 * 32 + 2 * 3 * 64 + 2 * 6 * 32,
)
class MaskedAutoencoder(Body):
    """Only some patches are encoded; a learnt token stands for the rest."""

    def __init__(self) -> None:
        super().__init__(embed=nn.Linear(4, 8), encoder=nn.Linear(8, 8), decoder=nn.Linear(8, 4))
        self.token = nn.Parameter(torch.zeros(1, 1, 8))

    def forward(self, x, keep, restore):
        h = self.embed(x)
        seen = self.encoder(torch.gather(h, 1, keep.unsqueeze(-1).expand(-1, -1, 8)))
        full = torch.cat([seen, self.token.expand(2, 3, -1)], 1)
        full = full.gather(1, restore.unsqueeze(-1).expand(-1, -1, 8))
        return self.decoder(full)


@architecture(
    WORDS,
    "embedding:0 getitem: add:1,2 layer_norm:3 linear:4 gelu:5 add:3,6 layer_norm:7 linear:8 gelu:9 add:7,10 linear:11",
    [(2, 5, 10)],
    skips=2,
    blocks=("residual", "residual"),
    parameters=40 + 32 + 8 + 20,
    multiply_adds=2 * (2 * 5 * 16) + 2 * 5 * 4 * 10,
)
class TiedLanguage(Body):
    """Words go out through the table that they came in by."""

    def __init__(self) -> None:
        super().__init__(embed=nn.Embedding(10, 4), norm=nn.LayerNorm(4), mix=nn.Linear(4, 4))
        self.position = nn.Parameter(torch.zeros(8, 4))

    def forward(self, words):
        h = self.embed(words) + self.position[: words.shape[1]]
        for _ in range(2):
            h = h + F.gelu(self.mix(self.norm(h)))
        return F.linear(h, self.embed.weight)
