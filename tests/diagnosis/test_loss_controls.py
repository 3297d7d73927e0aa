"""Right losses that look wrong, and wrong ones in other spellings, as a watched run sees them."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from loopwise.diagnosis.watching import watch

pytestmark = pytest.mark.filterwarnings("ignore:Using a target size")

N, D, C = 16, 6, 3


class Data:
    """What every program here learns from, the same each time."""

    def __init__(self):
        torch.manual_seed(0)
        self.x = torch.randn(N, D)
        self.ids = torch.randint(0, C, (N,))
        self.one_hot = F.one_hot(self.ids, C).float()
        self.binary = (self.x[:, :1] > 0).float()
        self.number = self.x.sum(1) + 0.1 * torch.randn(N)
        self.net = nn.Sequential(nn.Linear(D, 8), nn.ReLU(), nn.Linear(8, C))
        self.one = nn.Sequential(nn.Linear(D, 8), nn.ReLU(), nn.Linear(8, 1))
        self.other = nn.Linear(D, C)


def found(loss_of, steps=12):
    """Train with a loss under watch; return the findings."""
    data = Data()
    models = (data.net, data.one, data.other)
    optimizer = torch.optim.SGD([p for model in models for p in model.parameters()], lr=0.05)
    with watch(source=lambda: None) as watched:
        for _ in range(steps):
            optimizer.zero_grad()
            loss_of(data).backward()
            optimizer.step()
    assert not [key for key in watched.report().not_observed if "failed" in key]
    return {finding.fault: finding for finding in watched.findings}


def info_nce(d):
    a, b = F.normalize(d.net(d.x), dim=1), F.normalize(d.other(d.x), dim=1)
    similar = a @ b.T / 0.1
    pairs = torch.arange(N)
    return F.cross_entropy(similar, pairs) + F.cross_entropy(similar.T, pairs)


def info_nce_over_columns(d):
    similar = d.net(d.x) @ d.other(d.x).T
    return F.nll_loss(F.log_softmax(similar, dim=0), torch.arange(N))


def distillation(d):
    with torch.no_grad():
        teacher = F.softmax(d.other(d.x) / 2, dim=1)
    soft = F.kl_div(F.log_softmax(d.net(d.x) / 2, dim=1), teacher, reduction="batchmean")
    return soft + F.cross_entropy(d.net(d.x), d.ids)


def reverse_kl(d):
    with torch.no_grad():
        teacher = F.log_softmax(d.other(d.x), dim=1)
    return F.kl_div(teacher, F.softmax(d.net(d.x), dim=1), reduction="batchmean")


def class_probabilities(d):
    mixed = 0.7 * d.one_hot + 0.3 * d.one_hot.flip(0)
    return F.cross_entropy(d.net(d.x), mixed)


def autoencoder(d):
    pictures = torch.sigmoid(3 * d.x)
    out = nn.functional.linear(d.net(d.x), d.other.weight.T)
    return F.binary_cross_entropy(out.sigmoid(), pictures)


def autoencoder_mse(d):
    out = nn.functional.linear(d.net(d.x), d.other.weight.T)
    return F.mse_loss(out.sigmoid(), torch.sigmoid(3 * d.x))


def focal(d):
    logits = d.net(d.x)
    log_p = F.log_softmax(logits, dim=1).gather(1, d.ids[:, None]).squeeze(1)
    return -((1 - log_p.exp()) ** 2 * log_p).mean()


def focal_binary(d):
    logits = d.one(d.x)
    each = F.binary_cross_entropy_with_logits(logits, d.binary, reduction="none")
    return ((1 - torch.exp(-each)) ** 2 * each).mean()


def gaussian(d):
    mean, log_variance = d.net(d.x)[:, 0], d.net(d.x)[:, 1]
    return (0.5 * ((mean - d.number) ** 2 / log_variance.exp() + log_variance)).mean()


def torch_gaussian(d):
    out = d.net(d.x)
    return F.gaussian_nll_loss(out[:, 0], d.number * 0.01, F.softplus(out[:, 1]) + 1e-3)


def vae(d):
    out = d.net(d.x)
    mean, log_variance = out[:, :1], out[:, 1:2]
    z = mean + torch.randn_like(mean) * (0.5 * log_variance).exp()
    back = F.binary_cross_entropy_with_logits(z * d.other.weight[:1], (d.x > 0).float(), reduction="sum")
    return (back - 0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum()) / N


def wasserstein(d):
    return d.one(torch.randn(N, D)).mean() - d.one(d.x).mean()


def gradient_penalty(d):
    points = d.x.clone().requires_grad_()
    [slope] = torch.autograd.grad(d.one(points).sum(), points, create_graph=True)
    return wasserstein(d) + 10 * ((slope.norm(2, dim=1) - 1) ** 2).mean()


def policy_gradient(d):
    chosen = torch.distributions.Categorical(logits=d.net(d.x))
    action = chosen.sample()
    return -(chosen.log_prob(action) * d.number).mean() - 0.01 * chosen.entropy().mean()


def policy_of_probabilities(d):
    shares = d.net(d.x).softmax(-1)
    chosen = torch.distributions.Categorical(shares)
    return -(chosen.log_prob(chosen.sample()) * d.number).mean()


def proximal_policy(d):
    value, old = d.one(d.x).squeeze(1), d.number * 0.5
    clipped = old + (value - old).clamp(-0.2, 0.2)
    return torch.max((value - d.number) ** 2, (clipped - d.number) ** 2).mean()


def actor_critic(d):
    value = d.one(d.x).squeeze(1)
    advantage = d.number - value
    log_p = F.log_softmax(d.net(d.x), dim=1).gather(1, d.ids[:, None]).squeeze(1)
    return -(log_p * advantage.detach()).mean() + 0.5 * advantage.pow(2).mean()


def q_learning(d):
    q = d.net(d.x).gather(1, d.ids[:, None])
    with torch.no_grad():
        target = d.number[:, None] + 0.9 * d.other(d.x).max(1, keepdim=True).values
    return F.smooth_l1_loss(q, target)


def quantiles(d):
    """QR-DQN: within a sample, every quantile is compared with every target on purpose."""
    guess, target = d.net(d.x), d.other(d.x).detach()
    away = target.unsqueeze(1) - guess.unsqueeze(2)
    level = torch.tensor([0.25, 0.5, 0.75]).view(1, C, 1)
    return ((level - (away < 0).float()).abs() * F.huber_loss(
        guess.unsqueeze(2).expand(-1, -1, C), target.unsqueeze(1).expand(-1, C, -1), reduction="none"
    )).mean()  # fmt: skip


def quantiles_of_one_sample(d):
    guess, target = d.net(d.x[:1]), d.other(d.x[:1]).detach()
    return F.smooth_l1_loss(guess.unsqueeze(2).expand(-1, -1, C), target.unsqueeze(1).expand(-1, C, -1))


def energy_distance(d):
    made = d.one(torch.randn(N, D))
    real = d.number[:, None]
    return 2 * (made - real.T).abs().mean() - (made - made.T).abs().mean()


def matching_by_size(d):
    made = d.one(d.x).squeeze(1)
    return (made.unsqueeze(1) - d.number.unsqueeze(0)).abs().mean()


def pairwise_distances(d):
    out = d.net(d.x)
    return ((out[:, None] - out[None, :]) ** 2).sum(-1).mean()


def variance_invariance(d):
    a, b = d.net(d.x), d.other(d.x)
    spread = F.relu(1 - a.std(0)).mean()
    return F.mse_loss(a, b) + ((a - a.mean(0)) ** 2).mean() * 0.01 + spread


def mean_baseline(d):
    out = d.net(d.x)
    return ((out - out.mean(1, keepdim=True)) ** 2).mean() + F.cross_entropy(out, d.ids)


def one_against_scalar(d):
    return ((d.one(d.x) - 0.5) ** 2).mean()


def against_row_of_means(d):
    square = d.net(d.x[:C])
    return F.mse_loss(square, d.x[:C, :C].mean(0, keepdim=True).expand(C, C))


def least_squares_gan(d):
    real, fake = d.one(d.x), d.one(torch.randn(N, D))
    return F.mse_loss(real, torch.ones_like(real)) + F.mse_loss(fake, torch.zeros_like(fake))


def gan(d):
    real, fake = d.one(d.x).sigmoid(), d.one(torch.randn(N, D)).sigmoid()
    ones = torch.ones(N, 1)
    return F.binary_cross_entropy(real, ones) + F.binary_cross_entropy(fake, 1 - ones)


def hinge(d):
    return F.relu(1 - (2 * d.binary - 1) * d.one(d.x)).mean()


def squared_hinge(d):
    return F.relu(1 - (2 * d.binary - 1) * d.one(d.x)).square().mean()


def multi_task(d):
    out = d.net(d.x)
    number = F.mse_loss(d.one(d.x).squeeze(1), d.number)
    return (
        F.cross_entropy(out, d.ids) + 0.5 * number + F.binary_cross_entropy_with_logits(out[:, :1], d.binary)
    )


def half_precision(d):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return F.cross_entropy(d.net(d.x), d.ids)


def half_precision_nll(d):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return F.nll_loss(F.log_softmax(d.net(d.x), dim=1), d.ids)


def ignored(d):
    return F.cross_entropy(d.net(d.x), d.ids.where(d.ids > 0, -100))


def sequence(d):
    logits = d.net(d.x).view(2, N // 2, C).transpose(1, 2)
    return F.cross_entropy(logits, d.ids.view(2, -1))


def square_sequence(d):
    logits = d.net(d.x[:6]).view(2, C, C).transpose(1, 2)
    return F.cross_entropy(logits, d.ids[:6].view(2, C))


def square_convolution(d):
    maps = F.conv1d(d.x[:, None, :C], d.other.weight[:, None, :1])
    return F.cross_entropy(maps, d.ids[:, None].expand(N, C))


def learnt_targets(d):
    """Two networks that agree with one another: both arguments need a gradient."""
    return F.binary_cross_entropy_with_logits(d.one(d.x), d.net(d.x)[:, :1].sigmoid())


def sequence_nll(d):
    log_p = F.log_softmax(d.net(d.x).view(2, N // 2, C), dim=-1)
    return F.nll_loss(log_p.permute(0, 2, 1), d.ids.view(2, -1))


def sequence_nll_flat(d):
    log_p = F.log_softmax(d.net(d.x).view(N // 2, 2, C), dim=2)
    return F.nll_loss(log_p.view(-1, C), d.ids)


def time_first_nll(d):
    log_p = F.log_softmax(d.net(d.x).view(2, N // 2, C), dim=2)
    return sum(F.nll_loss(log_p[t], d.ids.view(2, -1)[t]) for t in range(2))


def nll_of_hand_written_logs(d):
    out = d.net(d.x)
    return F.nll_loss(out - out.logsumexp(1, keepdim=True), d.ids)


def classes_first_nll(d):
    log_p = F.log_softmax(d.net(d.x).T, dim=0)
    return F.nll_loss(log_p.T, d.ids)


def guarded_log(d):
    return F.nll_loss(torch.log(d.net(d.x).softmax(1) + 1e-8), d.ids)


def mixture(d):
    share = d.net(d.x).softmax(1)
    experts = torch.stack([d.other(d.x)] * C, 1)
    return F.mse_loss((share.unsqueeze(2) * experts).sum(1), d.one_hot)


def attention(d):
    weights = (d.net(d.x) @ d.other(d.x).T).softmax(0)
    return F.mse_loss((weights @ d.one(d.x)).squeeze(1), d.number)


def one_hot_mse(d):
    return F.mse_loss(d.net(d.x).softmax(1), d.one_hot)


def one_hot_bce(d):
    return F.binary_cross_entropy(d.net(d.x).softmax(1), d.one_hot)


def shares_mse(d):
    return F.mse_loss(d.net(d.x).softmax(1), d.x.abs()[:, :C].softmax(1))


def rectified_counts(d):
    return F.mse_loss(d.one(d.x).relu().squeeze(1), d.number.abs())


def bounded_targets(d):
    return F.mse_loss(d.one(d.x).tanh().squeeze(1), d.number.clamp(-1, 1))


def actor_of_ddpg(d):
    action = d.net(d.x).tanh()
    return -d.other(torch.cat([action, action], 1)).mean()


def rank_list(d):
    scores = d.one(d.x).squeeze(1)
    return F.cross_entropy(scores, (d.number / 2).softmax(0))


def one_sample_at_a_time(d):
    return sum(F.cross_entropy(d.net(d.x[i]), d.ids[i]) for i in range(3))


def pointer(d):
    """Ever fewer choices remain; at the last one there is a single one left."""
    scores = d.one(d.x).squeeze(1)
    return sum(F.cross_entropy(scores[t:][None], torch.zeros(1, dtype=torch.int64)) for t in range(N - 3, N))


def swapped_mse(d):
    return F.mse_loss(d.number[:, None], d.one(d.x))


def rmse(d):
    return torch.sqrt(F.mse_loss(d.one(d.x).squeeze(1), d.number))


def tempered_sigmoid(d):
    return F.binary_cross_entropy_with_logits(4 * (d.one(d.x).sigmoid() - 0.5), d.binary)


def squeezed_logits(d):
    return F.cross_entropy(10 * d.net(d.x).tanh(), d.ids)


def pooled_after_relu(d):
    maps = d.net(d.x.unsqueeze(1).expand(N, 4, D)).relu()
    return F.cross_entropy(maps.mean(1), d.ids)


def physics_informed(d):
    points = d.x.clone().requires_grad_()
    u = d.one(points)
    [slope] = torch.autograd.grad(u.sum(), points, create_graph=True)
    return (slope[:, :1] - u).pow(2).mean() + ((u - d.number[:, None]) ** 2).mean()


def elastic(d):
    start = [p.detach() + 0.1 for p in d.other.parameters()]
    stay = sum(((p - old) ** 2).sum() for p, old in zip(d.other.parameters(), start, strict=True))
    return F.cross_entropy(d.other(d.x), d.ids) + stay


def connectionist(d):
    log_p = F.log_softmax(d.net(d.x).view(8, 2, C), dim=2)
    return F.ctc_loss(log_p, torch.ones(2, 2, dtype=torch.int64), torch.tensor([8, 8]), torch.tensor([2, 2]))


def contrastive(d):
    apart = (d.net(d.x) - d.other(d.x)).pow(2).sum(1)
    same = d.binary[:, 0]
    return (same * apart + (1 - same) * F.relu(1 - apart)).mean()


def smooth_labels(d):
    return F.cross_entropy(d.net(d.x), d.ids, label_smoothing=0.1)


def weighted_positives(d):
    return F.binary_cross_entropy_with_logits(d.one(d.x), d.binary, pos_weight=torch.tensor(0.2))


def pinball(answer, target):
    gap = target - answer
    return torch.maximum(0.9 * gap, -0.1 * gap).mean()


def pinball_of_pairs(d):
    """The quantile of all targets, for every row: an axis is put in for it."""
    return pinball(d.one(d.x).squeeze(1).view(-1, 1), d.number)


def pinball_of_a_table(d):
    """A target for each row and each of N other rows, as distances are."""
    return pinball(d.one(d.x), torch.cdist(d.x, d.x))


def pinball_of_one_shape(d):
    return pinball(d.one(d.x), d.number[:, None]) + pinball(d.one(d.x).squeeze(1), d.number)


def log_cosh_of_one_shape(d):
    return torch.log(torch.cosh(d.one(d.x).squeeze(1) - d.number)).mean()


def product_of_one_shape(d):
    return F.softplus(-(2 * d.binary - 1) * d.one(d.x)).mean()


def margin_of_all_pairs(d):
    """A ranking: both sides are answers."""
    score = d.one(d.x)
    return torch.relu(1 - (score - score.T))[d.number[:, None] > d.number].mean()


def kernel_distance(d):
    """Two samples are alike if their pairs are, of one kind and of both."""
    made, real = d.one(torch.randn(N, D)), d.number[:, None]
    near = [torch.exp(-((one - other.T) ** 2)).mean() for one, other in ((made, made), (made, real))]
    return near[0] - 2 * near[1]


RIGHT = [
    value
    for name, value in list(globals().items())
    if callable(value)
    and getattr(value, "__module__", "") == __name__
    and name not in ("Data", "found", "pinball")
]


@pytest.mark.parametrize("loss", RIGHT, ids=lambda loss: loss.__name__)
def test_a_right_loss_is_silent(loss):
    assert found(loss) == {}


def in_autocast(loss_of):
    def loss(d):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return loss_of(d)

    return loss


def labels(d):
    return (d.x[:, :C] > 0).float()


def twice(d):
    return F.log_softmax(d.net(d.x), dim=1)


def square_by_product(d):
    away = d.one(d.x) - d.number
    return (away * away).mean()


def sequence_of_probabilities(d):
    shares = d.net(d.x).view(2, N // 2, C).softmax(-1).permute(0, 2, 1)
    return F.nll_loss(shares, d.ids.view(2, -1))


def choice_by_hand(d):
    gap = d.number - d.one(d.x)
    return torch.where(gap > 0, 0.9 * gap, -0.1 * gap).mean()


def likelihood_by_hand(d):
    share, told = d.one(d.x).sigmoid().clamp(1e-4, 1 - 1e-4), d.binary.squeeze(1)
    return -(told * share.log() + (1 - told) * (1 - share).log()).mean()


WRONG = {
    "target-broadcast": {
        "pinball": lambda d: pinball(d.one(d.x), d.number),
        "pinball by a choice": choice_by_hand,
        "pinball of a column": lambda d: pinball(d.one(d.x).squeeze(), d.number[:, None]),
        "hinge": lambda d: torch.relu(d.number - d.one(d.x)).mean(),
        "log cosh": lambda d: torch.log(torch.cosh(d.one(d.x) - d.number)).mean(),
        "margin": lambda d: F.softplus(-(2 * d.binary.squeeze(1) - 1) * d.one(d.x)).mean(),
        "likelihood": likelihood_by_hand,
        "mse": lambda d: F.mse_loss(d.one(d.x), d.number),
        "module": lambda d: nn.MSELoss(reduction="sum")(d.one(d.x), d.number),
        "l1": lambda d: F.l1_loss(d.one(d.x), d.number),
        "smooth_l1": lambda d: F.smooth_l1_loss(d.one(d.x), d.number),
        "huber": lambda d: F.huber_loss(d.one(d.x), d.number, delta=2.0),
        "by hand": lambda d: ((d.one(d.x) - d.number) ** 2).mean(),
        "target first": lambda d: (d.number - d.one(d.x)).square().sum() / N,
        "product": square_by_product,
        "absolute": lambda d: (d.one(d.x) - d.number).abs().mean(),
        "root": lambda d: torch.sqrt(F.mse_loss(d.one(d.x), d.number)),
        "squeezed against a column": lambda d: F.mse_loss(d.one(d.x).squeeze(), d.number[:, None]),
        "swapped": lambda d: F.mse_loss(d.number, d.one(d.x)),
        "with a penalty": lambda d: F.mse_loss(d.one(d.x), d.number) + d.one[0].weight.square().sum(),
        "beside another": lambda d: F.mse_loss(d.one(d.x), d.number) + F.cross_entropy(d.net(d.x), d.ids),
        "autocast": in_autocast(lambda d: F.mse_loss(d.one(d.x).float(), d.number)),
    },
    "sigmoid-before-bce-with-logits": {
        "functional": lambda d: F.binary_cross_entropy_with_logits(d.one(d.x).sigmoid(), d.binary),
        "squeezed": lambda d: F.binary_cross_entropy_with_logits(
            torch.sigmoid(d.one(d.x)).squeeze(1), d.binary.squeeze(1)
        ),
        "many labels": lambda d: F.binary_cross_entropy_with_logits(d.net(d.x).sigmoid(), labels(d)),
        "positives weigh less": lambda d: F.binary_cross_entropy_with_logits(
            d.one(d.x).sigmoid(), d.binary, pos_weight=torch.tensor(0.01)
        ),
        "autocast": in_autocast(
            lambda d: F.binary_cross_entropy_with_logits(d.one(d.x).sigmoid(), d.binary)
        ),
    },
    "sigmoid-before-cross-entropy": {
        "functional": lambda d: F.cross_entropy(d.net(d.x).sigmoid(), d.ids),
        "class probabilities": lambda d: F.cross_entropy(d.net(d.x).sigmoid(), d.one_hot),
        "sequence": lambda d: F.cross_entropy(
            d.net(d.x).sigmoid().view(2, -1, C).transpose(1, 2), d.ids.view(2, -1)
        ),
    },
    "log-softmax-before-cross-entropy": {
        "functional": lambda d: F.cross_entropy(twice(d), d.ids),
        "smoothed": lambda d: F.cross_entropy(twice(d), d.ids, label_smoothing=0.1),
        "sequence": lambda d: F.cross_entropy(twice(d).view(2, -1, C).transpose(1, 2), d.ids.view(2, -1)),
        "twice and nll": lambda d: F.nll_loss(F.log_softmax(twice(d), 1), d.ids),
    },
    "probabilities-into-nll": {
        "softmax": lambda d: F.nll_loss(d.net(d.x).softmax(1), d.ids),
        "sigmoid": lambda d: F.nll_loss(d.net(d.x).sigmoid(), d.ids),
        "sequence": sequence_of_probabilities,
    },
    "logits-into-nll": {
        "linear": lambda d: F.nll_loss(d.net(d.x), d.ids),
        "no bias": lambda d: F.nll_loss(d.x @ d.other.weight.T, d.ids),
        "relu": lambda d: F.nll_loss(d.net(d.x).relu(), d.ids),
        "weighted": lambda d: F.nll_loss(d.net(d.x), d.ids, weight=torch.tensor([1.0, 2.0, 3.0])),
        "sequence": lambda d: F.nll_loss(d.other(d.x.view(2, -1, D)).transpose(1, 2), d.ids.view(2, -1)),
    },
    "cross-entropy-on-one-output": {
        "column of targets": lambda d: F.cross_entropy(d.one(d.x), d.binary),
        "class 0 only": lambda d: F.cross_entropy(d.one(d.x), torch.zeros(N, dtype=torch.int64)),
        "squeezed": lambda d: F.cross_entropy(d.one(d.x).squeeze(1), d.binary.squeeze(1)),
    },
    "softmax-on-one-output": {
        "bce": lambda d: F.binary_cross_entropy(d.one(d.x).softmax(1), d.binary),
        "mse": lambda d: F.mse_loss(d.one(d.x).softmax(-1).squeeze(1), d.number),
        "with logits": lambda d: F.binary_cross_entropy_with_logits(d.one(d.x).softmax(1), d.binary),
    },
    "softmax-over-the-batch": {
        "log-softmax": lambda d: F.nll_loss(F.log_softmax(d.net(d.x), dim=0), d.ids),
        "before cross-entropy": lambda d: F.cross_entropy(d.net(d.x).softmax(0), d.ids),
        "bce": lambda d: F.binary_cross_entropy(d.net(d.x).softmax(0), d.one_hot),
        "mse": lambda d: F.mse_loss(d.net(d.x).softmax(0), d.one_hot),
    },
    "softmax-for-many-labels": {
        "bce": lambda d: F.binary_cross_entropy(d.net(d.x).softmax(1), labels(d)),
        "mse": lambda d: F.mse_loss(d.net(d.x).softmax(1), labels(d)),
        "by hand": lambda d: ((d.net(d.x).softmax(1) - labels(d)) ** 2).mean(),
    },
    "relu-on-the-output": {
        "mse": lambda d: F.mse_loss(d.one(d.x).relu(), d.number[:, None]),
        "by hand": lambda d: ((d.number - d.one(d.x).relu().squeeze(1)) ** 2).mean(),
        "l1": lambda d: F.l1_loss(d.one(d.x).relu(), d.number[:, None]),
        "logits": lambda d: F.cross_entropy(d.net(d.x).relu(), d.ids),
        "one logit": lambda d: F.binary_cross_entropy_with_logits(d.one(d.x).relu(), d.binary),
    },
    "bounded-output": {
        "sigmoid": lambda d: F.mse_loss(d.one(d.x).sigmoid(), d.number[:, None]),
        "tanh": lambda d: F.smooth_l1_loss(d.one(d.x).tanh(), 10 * d.number[:, None]),
        "by hand": lambda d: (d.one(d.x).sigmoid().squeeze(1) - d.number).abs().mean(),
    },
    "loss-arguments-swapped": {
        "with logits": lambda d: F.binary_cross_entropy_with_logits(d.binary, d.one(d.x)),
        "bce": lambda d: F.binary_cross_entropy(0.8 * d.binary + 0.1, d.one(d.x).sigmoid()),
        "sigmoid, with logits": lambda d: F.binary_cross_entropy_with_logits(d.binary, d.one(d.x).sigmoid()),
    },
    "sequence-axis-in-cross-entropy": {
        "linear last": lambda d: F.cross_entropy(d.other(d.x[:6].view(2, C, D)), d.ids[:6].view(2, C)),
        "no bias": lambda d: F.cross_entropy(
            d.x[:6].view(2, C, D) @ d.other.weight.T, d.ids[:6].view(2, C)
        ),
        "log-softmax and nll": lambda d: F.nll_loss(
            F.log_softmax(d.other(d.x[:6].view(2, C, D)), dim=1), d.ids[:6].view(2, C)
        ),
    },
    "unstable-log": {
        "nll": lambda d: F.nll_loss(torch.log(d.net(d.x).softmax(1)), d.ids),
        "cross-entropy by hand": lambda d: -(d.one_hot * torch.log(d.net(d.x).softmax(1))).sum(1).mean(),
        "binary by hand": lambda d: -(
            d.binary * torch.log(d.one(d.x).sigmoid())
            + (1 - d.binary) * torch.log(1 - d.one(d.x).sigmoid())
        ).mean(),
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "loss"),
    [
        pytest.param(fault, loss, id=f"{fault}: {name}")
        for fault in WRONG
        for name, loss in WRONG[fault].items()
    ],
)
def test_a_wrong_loss_is_found_however_it_is_spelt(fault, loss):
    causes = {name for name, finding in found(loss).items() if not finding.follows}
    assert causes == {fault}  # a loss that runs away stands beneath its cause


def test_the_numbers_of_a_broadcast_are_those_of_torch():
    data = Data()
    answer, target = data.one(data.x).detach(), data.number
    evidence = found(lambda d: F.huber_loss(d.one(d.x), d.number, delta=0.7), steps=1)[
        "target-broadcast"
    ].evidence
    expected = {
        "loss": F.huber_loss(answer, target, delta=0.7),
        "intended": F.huber_loss(answer.squeeze(1), target, delta=0.7),
        "constant": F.huber_loss(target.mean().expand(N), target, delta=0.7),
    }
    assert {name: evidence[name] for name in expected} == pytest.approx(
        {name: float(value) for name, value in expected.items()}, rel=1e-5
    )
    assert (evidence["answer"], evidence["target"], evidence["result"]) == ("(16, 1)", "(16,)", "(16, 16)")


def test_the_floor_of_a_second_sigmoid_is_the_one_of_this_mix_of_classes():
    finding = found(WRONG["sigmoid-before-bce-with-logits"]["functional"])["sigmoid-before-bce-with-logits"]
    binary = Data().binary
    best = F.binary_cross_entropy_with_logits(binary, binary)  # a perfect answer, 0 and 1, taken for logits
    assert finding.evidence["floor"] == pytest.approx(float(best), rel=1e-5)
    weighted = found(WRONG["sigmoid-before-bce-with-logits"]["positives weigh less"])
    assert "floor" not in weighted["sigmoid-before-bce-with-logits"].evidence


def test_the_shares_are_counted():
    evidence = found(WRONG["relu-on-the-output"]["mse"], steps=1)["relu-on-the-output"].evidence
    data = Data()
    assert evidence["below"] == pytest.approx(float((data.number < 0).float().mean()))
    assert evidence["zeros"] == pytest.approx(float((data.one(data.x) <= 0).float().mean()))
    evidence = found(WRONG["softmax-for-many-labels"]["bce"], steps=1)["softmax-for-many-labels"].evidence
    counts = labels(data).sum(1)
    assert evidence["several"] == pytest.approx(float((counts > 1).float().mean()))
    assert evidence["most"] == int(counts.max())
