"""Architectures quite unlike the sixty: what their traces must say was worked out by hand before they were followed."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional as F
from tracing.architectures import IMAGE, X4, Body, architecture

ODD = torch.zeros(2, 3, 9, 9)


@architecture(
    X4,
    "linear:0 softmax:1 linear:0 linear:0 linear:0 stack:3,4,5 unsqueeze:2 mul:7,6 sum:8",
    [(2, 4)],
    gates=1,
    branches=1,
    multiply_adds=2 * 4 * 3 + 3 * 2 * 16,
)
class SoftExperts(Body):
    def __init__(self) -> None:
        super().__init__(gate=nn.Linear(4, 3), experts=nn.ModuleList(nn.Linear(4, 4) for _ in range(3)))

    def forward(self, x):
        weights = self.gate(x).softmax(1)
        answers = torch.stack([expert(x) for expert in self.experts], 1)
        return (weights.unsqueeze(-1) * answers).sum(1)


@architecture(
    torch.zeros(6, 4),
    "linear:0 argmax:1 zeros_like: "
    "eq:2 nonzero:4 squeeze:5 getitem:0,6 linear:7 index_add:3,6,8 "
    "eq:2 nonzero:10 squeeze:11 getitem:0,12 linear:13 index_add:9,12,14",
    [(6, 4)],
    multiply_adds=6 * 4 * 2 + 6 * 16,  # every row goes to one expert
)
class RoutedExperts(Body):
    def __init__(self) -> None:
        super().__init__(gate=nn.Linear(4, 2), experts=nn.ModuleList(nn.Linear(4, 4) for _ in range(2)))

    def forward(self, x):
        chosen = self.gate(x).argmax(-1)
        out = torch.zeros_like(x)
        for number, expert in enumerate(self.experts):
            rows = (chosen == number).nonzero().squeeze(1)
            out = out.index_add(0, rows, expert(x[rows]))
        return out


@architecture(
    ODD,
    "conv2d:0 relu:1 max_pool2d:2 conv2d:3 relu:4 conv_transpose2d:5 pad:6 cat:2,7 conv2d:8",
    [(2, 2, 9, 9)],
    skips=1,
    blocks=("encoder_decoder",),
    shapes={3: (2, 4, 4, 4), 6: (2, 4, 8, 8), 7: (2, 4, 9, 9)},
    multiply_adds=2 * 4 * 81 * 27 + 2 * 8 * 16 * 36 + 2 * 8 * 16 * 16 + 2 * 2 * 81 * 8,
)
class PaddedUNet(Body):
    def __init__(self) -> None:
        super().__init__(
            a=nn.Conv2d(3, 4, 3, padding=1),
            b=nn.Conv2d(4, 8, 3, padding=1),
            up=nn.ConvTranspose2d(8, 4, 2, stride=2),
            head=nn.Conv2d(8, 2, 1),
        )

    def forward(self, x):
        down = F.relu(self.a(x))
        up = self.up(F.relu(self.b(F.max_pool2d(down, 2))))
        up = F.pad(up, [0, down.shape[3] - up.shape[3], 0, down.shape[2] - up.shape[2]])
        return self.head(torch.cat([down, up], 1))


@architecture(
    torch.zeros(2, 5, 4),
    "expand: linear:1 linear:0 linear:0 transpose:3 matmul:2,5 softmax:6 matmul:7,4 add:1,8 mean:9 linear:10",
    [(2, 2)],
    multiply_adds=2 * 3 * 16 + 2 * (2 * 5 * 16) + 2 * (2 * 3 * 5 * 4) + 2 * 4 * 2,
)
class Perceiver(Body):
    """The latents begin at a weight: adding to them passes nothing of the input by."""

    def __init__(self) -> None:
        super().__init__(q=nn.Linear(4, 4), k=nn.Linear(4, 4), v=nn.Linear(4, 4), head=nn.Linear(4, 2))
        self.latents = nn.Parameter(torch.zeros(3, 4))

    def forward(self, x):
        latents = self.latents.expand(len(x), -1, -1)
        query, key, value = self.q(latents), self.k(x), self.v(x)
        latents = latents + torch.softmax(query @ key.transpose(1, 2), -1) @ value
        return self.head(latents.mean(1))


@architecture(
    torch.zeros(2, 3, 10),
    "pad:0 conv1d:1 relu:2 conv1d:3 getitem:4 conv1d:0 add:5,6 relu:7",
    [(2, 4, 10)],
    skips=1,
    blocks=("residual_basic",),
    fields={2: (5,), 4: (9,), 7: (9,)},
    multiply_adds=2 * 4 * 10 * 9 + 2 * 4 * 14 * 12 + 2 * 4 * 10 * 3,
)
class Temporal(Body):
    """Causal and dilated; what hangs over at the end is cut off."""

    def __init__(self) -> None:
        super().__init__(
            a=nn.Conv1d(3, 4, 3, dilation=2),
            b=nn.Conv1d(4, 4, 3, dilation=2, padding=4),
            by=nn.Conv1d(3, 4, 1),
        )

    def forward(self, x):
        h = F.relu(self.a(F.pad(x, (4, 0))))
        return F.relu(self.b(h)[..., :-4] + self.by(x))


@architecture(
    torch.zeros(2, 6, 4),
    "einsum:0 new_zeros: "
    "softmax:2 unsqueeze:3 mul:4,1 sum:5 norm:6 add:7 div:6,8 unsqueeze:9 mul:1,10 sum:11 add:2,12 "
    "softmax:13 unsqueeze:14 mul:15,1 sum:16 norm:17 add:18 div:17,19 unsqueeze:20 mul:1,21 sum:22 add:13,23",
    [(2, 3, 5)],
    skips=1,
    gates=3,
    multiply_adds=2 * 3 * 6 * 5 * 4,
)
class Capsules(nn.Module):
    """Routing by agreement: the logits are added to round by round. No attention, though there is a softmax."""

    def __init__(self) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.zeros(3, 6, 4, 5))

    def forward(self, x):
        votes = torch.einsum("bil,jilm->bjim", x, self.w)
        logits = votes.new_zeros(votes.shape[:3])
        for _ in range(2):
            s = (logits.softmax(1).unsqueeze(-1) * votes).sum(2)
            v = s / (1 + s.norm(dim=-1, keepdim=True))
            logits = logits + (votes * v.unsqueeze(2)).sum(-1)
        return v


@architecture(
    (X4, torch.zeros(2, 6)),
    "linear:0 relu:2 linear:3 tanh:4 linear:5 linear:1",
    [(2, 1), (2, 1)],
    parameters=4 * 5 + 5 + 5 * 6 + 6 + 6 + 1,
    multiply_adds=2 * 20 + 2 * 30 + 2 * 6 + 2 * 6,
)
class AdversarialPair(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(4, 5), b=nn.Linear(5, 6), judge=nn.Linear(6, 1))

    def forward(self, noise, real):
        fake = torch.tanh(self.b(F.relu(self.a(noise))))
        return self.judge(fake), self.judge(real)


@architecture(
    (torch.zeros(1, 2), X4),
    "linear:0 view:2 linear:1,3",
    [(2, 3)],
    parameters=36,
    multiply_adds=24 + 2 * 3 * 4,
)
class HyperNetwork(Body):
    def __init__(self) -> None:
        super().__init__(makes=nn.Linear(2, 12))

    def forward(self, task, x):
        return F.linear(x, self.makes(task).view(3, 4))


@architecture(
    torch.zeros(5, 3),
    "mul:0 sin:1 mul:0 cos:3 mul:0 sin:5 mul:0 cos:7 cat:2,4,6,8 linear:9 relu:10 cat:11,9 linear:12 relu:13 "
    "linear:14 sigmoid:15 linear:14 softplus:17",
    [(5, 3), (5, 1)],
    skips=1,
    branches=1,
    blocks=("dense",),
    multiply_adds=5 * (12 * 8 + 20 * 8 + 8 * 3 + 8),
)
class Radiance(Body):
    def __init__(self) -> None:
        super().__init__(
            a=nn.Linear(12, 8), b=nn.Linear(20, 8), colour=nn.Linear(8, 3), density=nn.Linear(8, 1)
        )

    def forward(self, x):
        waves = torch.cat([wave(x * 2**k) for k in range(2) for wave in (torch.sin, torch.cos)], -1)
        h = F.relu(self.a(waves))
        h = F.relu(self.b(torch.cat([h, waves], -1)))
        return torch.sigmoid(self.colour(h)), F.softplus(self.density(h))


@architecture(
    (IMAGE, torch.zeros(2)),
    "getitem:1 arange: neg:3 exp:4 mul:2,5 sin:6 cos:6 cat:7,8 linear:9 conv2d:0 getitem:10 add:11,12 "
    "conv2d:13 silu:14 add:13,15 conv2d:16",
    [(2, 3, 8, 8)],
    skips=1,
    branches=2,
    blocks=("residual",),
    multiply_adds=2 * 16 + 2 * 4 * 64 * 27 + 2 * 4 * 64 * 36 + 2 * 3 * 64 * 4,
)
class Denoiser(Body):
    """The time of a diffusion is told to every pixel."""

    def __init__(self) -> None:
        super().__init__(
            time=nn.Linear(4, 4),
            first=nn.Conv2d(3, 4, 3, padding=1),
            mid=nn.Conv2d(4, 4, 3, padding=1),
            last=nn.Conv2d(4, 3, 1),
        )

    def forward(self, x, t):
        angles = t[:, None] * torch.exp(-torch.arange(2))
        time = self.time(torch.cat([angles.sin(), angles.cos()], 1))
        h = self.first(x) + time[:, :, None, None]
        return self.last(h + F.silu(self.mid(h)))


@architecture(
    X4,
    "linear:0 cdist:1 argmin:2 getitem:3 sub:4,1 detach:5 add:1,6 linear:7",
    [(2, 4), (2,)],
    skips=2,  # q - z and z + (...): an addition with a sign is one
    multiply_adds=24 + 24,
)
class StraightThrough(Body):
    def __init__(self) -> None:
        super().__init__(encoder=nn.Linear(4, 3), decoder=nn.Linear(3, 4))
        self.book = nn.Parameter(torch.zeros(5, 3))

    def forward(self, x):
        z = self.encoder(x)
        index = torch.cdist(z, self.book).argmin(1)
        code = self.book[index]
        return self.decoder(z + (code - z).detach()), index


@architecture(
    torch.zeros(2, 3, 4),
    "linear:0 softplus:1 zeros: "
    "getitem:2 neg:4 exp:5 mul:3,6 getitem:2 getitem:0 mul:8,9 add:7,10 "
    "getitem:2 neg:12 exp:13 mul:11,14 getitem:2 getitem:0 mul:16,17 add:15,18 "
    "getitem:2 neg:20 exp:21 mul:19,22 getitem:2 getitem:0 mul:24,25 add:23,26 "
    "stack:11,19,27 linear:0 silu:29 mul:28,30",
    [(2, 3, 4)],
    gates=6,
    branches=4,  # the sums, and the steps that are put side by side
    multiply_adds=2 * (2 * 3 * 16),
)
class SelectiveScan(Body):
    def __init__(self) -> None:
        super().__init__(step=nn.Linear(4, 4), gate=nn.Linear(4, 4))

    def forward(self, x):
        step, state, states = F.softplus(self.step(x)), torch.zeros(2, 4), []
        for t in range(3):
            state = state * torch.exp(-step[:, t]) + step[:, t] * x[:, t]
            states.append(state)
        return torch.stack(states, 1) * F.silu(self.gate(x))


@architecture(
    (torch.zeros(4, 3), torch.tensor([[0, 1, 2, 3, 0], [1, 2, 3, 0, 2]])),
    "getitem:1 getitem:1 getitem:0,2 linear:4 zeros: index_add:6,3,5 cat:0,7 linear:8 relu:9",
    [(4, 2)],
    skips=1,
    blocks=("dense",),
    multiply_adds=5 * 9 + 4 * 12,
)
class Messages(Body):
    def __init__(self) -> None:
        super().__init__(message=nn.Linear(3, 3), update=nn.Linear(6, 2))

    def forward(self, x, edges):
        source, target = edges[0], edges[1]
        messages = self.message(x[source])
        heard = torch.zeros(4, 3).index_add_(0, target, messages)
        return F.relu(self.update(torch.cat([x, heard], 1)))


@architecture(
    torch.zeros(1, 4),
    "linear:0 log_softmax:1 topk:2 expand:0 "
    "view:3 embedding:5 gru_cell:6,4 view:3 linear:7 log_softmax:9 add:8,10 view:11 topk:12 remainder:13 view:13 "
    "div:15 getitem:7,16 "
    "view:14 embedding:18 gru_cell:19,17 view:13 linear:20 log_softmax:22 add:21,23 view:24 topk:25 remainder:26 "
    "view:26 div:28 getitem:20,29",
    [(1, 2), (1, 2), (1, 2)],
    skips=2,  # the scores so far; they are broadcast, so they close no residual block
    multiply_adds=20 + 2 * (2 * (48 + 48) + 2 * 20),
)
class BeamDecoder(Body):
    def __init__(self) -> None:
        super().__init__(embed=nn.Embedding(5, 4), cell=nn.GRUCell(4, 4), out=nn.Linear(4, 5))

    def forward(self, h):
        score, token = self.out(h).log_softmax(-1).topk(2, -1)
        h = h.expand(2, 4)
        for _ in range(2):
            h = self.cell(self.embed(token.view(2)), h)
            total = score.view(2, 1) + self.out(h).log_softmax(-1)
            score, best = total.view(1, -1).topk(2, -1)
            token, h = best.remainder(5), h[torch.div(best.view(2), 5, rounding_mode="floor")]
        return score, token


@architecture(
    X4,
    "linear:0 unsqueeze:1 sub:2 square:3 sum:4 argmin:5 getitem:6 mul:7 mul:1 add:8,9 setitem:6,10 getitem:11,6",
    [(2, 3)],
    branches=1,
    multiply_adds=24,
)
class MovingCodebook(Body):
    def __init__(self) -> None:
        super().__init__(encoder=nn.Linear(4, 3))
        self.register_buffer("book", torch.zeros(5, 3))

    def forward(self, x):
        z = self.encoder(x)
        index = (z.unsqueeze(1) - self.book).square().sum(-1).argmin(1)
        with torch.no_grad():
            self.book[index] = 0.9 * self.book[index] + 0.1 * z
        return self.book[index]


class _Sign(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: torch.Tensor) -> torch.Tensor:
        return x.sign()

    @staticmethod
    def backward(ctx: Any, slope: torch.Tensor) -> torch.Tensor:
        return slope


@architecture(X4, "linear:0 sign:1 linear:2", [(2, 2)], multiply_adds=24 + 12)
class OwnFunction(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(4, 3), b=nn.Linear(3, 2))

    def forward(self, x):
        return self.b(_Sign.apply(self.a(x)))


@architecture(
    ({"rows": X4, "scale": [torch.ones(2, 1)]},),
    "linear:0 mul:2,1 softmax:3",
    [(2, 3), (2, 3)],
    gates=1,
    multiply_adds=24,
)
class NestedDictionaries(Body):
    def __init__(self) -> None:
        super().__init__(a=nn.Linear(4, 3))

    def forward(self, batch):
        logits = self.a(batch["rows"]) * batch["scale"][0]
        return {"scores": {"raw": logits}, "shares": [logits.softmax(1)]}


@architecture(X4, "linear:0 linear:1 linear:2", [(2, 4), (2, 4), (2, 4)], multiply_adds=3 * 32)
class YieldsEachStage(Body):
    """A forward that is a generator: nothing happens before somebody asks."""

    def __init__(self) -> None:
        super().__init__(stages=nn.ModuleList(nn.Linear(4, 4) for _ in range(3)))

    def forward(self, x):
        for stage in self.stages:
            x = stage(x)
            yield x


@architecture(
    IMAGE,
    "conv2d:0 expand: affine_grid:2 permute:1 add:3,4 grid_sample:0,5 conv2d:6",
    [(2, 4, 8, 8)],
    fields={1: (3, 3), 6: (None, None), 7: (None, None)},  # it reads where the offsets point: anywhere
    multiply_adds=2 * 2 * 64 * 27 + 2 * 4 * 64 * 3,
)
class Deformable(Body):
    def __init__(self) -> None:
        super().__init__(offset=nn.Conv2d(3, 2, 3, padding=1), head=nn.Conv2d(3, 4, 1))
        self.register_buffer("straight", torch.tensor([[1.0, 0, 0], [0, 1, 0]]))

    def forward(self, x):
        offset = self.offset(x)
        grid = F.affine_grid(self.straight.expand(len(x), 2, 3), list(x.shape), align_corners=False)
        grid = grid + offset.permute(0, 2, 3, 1)
        return self.head(F.grid_sample(x, grid, align_corners=False))


@architecture(
    X4,
    "chunk:0 linear:1 tanh:2 linear:1 exp:3 mul:1,5 add:6,4 cat:1,7 sum:3",
    [(2, 4), (2,)],
    skips=1,
    gates=1,
    branches=1,
    blocks=("dense",),
    multiply_adds=16,
)
class Coupling(Body):
    """One half of a normalising flow's step passes by."""

    def __init__(self) -> None:
        super().__init__(scale=nn.Linear(2, 2), shift=nn.Linear(2, 2))

    def forward(self, x):
        a, b = x.chunk(2, 1)
        scale, shift = torch.tanh(self.scale(a)), self.shift(a)
        return torch.cat([a, b * scale.exp() + shift], 1), scale.sum(1)


@architecture(
    X4,
    "linear:0 tanh:1 mul:2 add:0,3 linear:4 tanh:5 mul:6 add:4,7",
    [(2, 4)],
    skips=2,
    blocks=("residual", "residual"),
    parameters=20,
    multiply_adds=64,
)
class OrdinaryDifferential(Body):
    def __init__(self) -> None:
        super().__init__(slope=nn.Linear(4, 4))

    def forward(self, x):
        for _ in range(2):
            x = x + 0.5 * torch.tanh(self.slope(x))
        return x


@architecture(X4, "linear:0 linear:0", [(2, 3), (2, 3)], multiply_adds=48)
class Teacher(Body):
    """Its own weights are moved while it runs."""

    def __init__(self) -> None:
        super().__init__(student=nn.Linear(4, 3), teacher=nn.Linear(4, 3))

    def forward(self, x):
        with torch.no_grad():
            for slow, fast in zip(self.teacher.parameters(), self.student.parameters(), strict=True):
                slow.mul_(0.9).add_(fast, alpha=0.1)
        return self.student(x), self.teacher(x)


@architecture(
    torch.zeros(1, 4, 8),
    "linear:0 view:1 view_as_complex:2 mul:3 view_as_real:4 flatten:5",
    [(1, 4, 8)],
    shapes={3: (1, 4, 4)},
    multiply_adds=4 * 64,
)
class Rotary(Body):
    def __init__(self) -> None:
        super().__init__(q=nn.Linear(8, 8))
        self.register_buffer("turn", torch.polar(torch.ones(4, 4), torch.zeros(4, 4)))

    def forward(self, x):
        pairs = torch.view_as_complex(self.q(x).view(1, 4, 4, 2))
        return torch.view_as_real(pairs * self.turn).flatten(2)


@architecture(
    torch.zeros(2, 4, 8),
    "fft_fft2:0 real:1 add:0,2 layer_norm:3 linear:4 gelu:5 linear:6 add:4,7 layer_norm:8",
    [(2, 4, 8)],
    skips=2,
    blocks=("transformer_feed_forward",),
    multiply_adds=2 * 4 * 2 * 128,
)
class Fourier(Body):
    """Tokens are mixed by a transform that has no weights."""

    def __init__(self) -> None:
        super().__init__(n1=nn.LayerNorm(8), n2=nn.LayerNorm(8), a=nn.Linear(8, 16), b=nn.Linear(16, 8))

    def forward(self, x):
        x = self.n1(x + torch.fft.fft2(x).real)
        return self.n2(x + self.b(F.gelu(self.a(x))))


@architecture(
    (torch.zeros(3, 4), ((0, 1), 2)),
    "getitem:0 linear:1 getitem:0 linear:3 cat:2,4 linear:5 tanh:6 getitem:0 linear:8 cat:7,9 linear:10 tanh:11",
    [(3,)],
    branches=2,
    multiply_adds=3 * 12 + 2 * 18,
)
class Tree(Body):
    def __init__(self) -> None:
        super().__init__(leaf=nn.Linear(4, 3), join=nn.Linear(6, 3))

    def forward(self, x, tree):
        if isinstance(tree, int):
            return self.leaf(x[tree])
        left, right = (self(x, branch) for branch in tree)
        return torch.tanh(self.join(torch.cat([left, right], -1)))


class _MaskedConv(nn.Conv2d):
    def __init__(self) -> None:
        super().__init__(3, 4, 3, padding=1)
        self.register_buffer("mask", torch.ones(4, 3, 3, 3).tril())

    def forward(self, x):
        self.weight.data *= self.mask
        return super().forward(x)


@architecture(IMAGE, "conv2d:0 relu:1", [(2, 4, 8, 8)], multiply_adds=2 * 4 * 64 * 27)
class Masked(Body):
    """PixelCNN's usual form: weights that look ahead are set to 0 in every forward."""

    def __init__(self) -> None:
        super().__init__(conv=_MaskedConv())

    def forward(self, x):
        return F.relu(self.conv(x))
