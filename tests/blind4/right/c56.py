import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions import Categorical

torch.manual_seed(0)


class Corridor:
    """Walk right to the end of a corridor of 8 cells; each step costs a little."""
    LENGTH = 8

    def reset(self):
        self.pos, self.t = 0, 0
        return self.state()

    def state(self):
        return F.one_hot(torch.tensor(self.pos), self.LENGTH).float()

    def step(self, action):
        self.t += 1
        self.pos = max(0, self.pos + (1 if action == 1 else -1))
        done = self.pos == self.LENGTH - 1
        return self.state(), 1.0 if done else -0.02, done or self.t >= 60


class ActorCritic(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = nn.Sequential(nn.Linear(Corridor.LENGTH, 32), nn.Tanh())
        self.actor, self.critic = nn.Linear(32, 2), nn.Linear(32, 1)

    def forward(self, s):
        h = self.base(s)
        return Categorical(logits=self.actor(h)), self.critic(h).squeeze(-1)


def episode(env, net, gamma=0.97):
    s, done = env.reset(), False
    logps, values, rewards = [], [], []
    while not done:
        dist, v = net(s)
        a = dist.sample()
        s, r, done = env.step(a.item())
        logps.append(dist.log_prob(a))
        values.append(v)
        rewards.append(r)
    returns, g = [], 0.0
    for r in reversed(rewards):
        g = r + gamma * g
        returns.insert(0, g)
    return torch.stack(logps), torch.stack(values), torch.tensor(returns), env.t


net, env = ActorCritic(), Corridor()
opt = torch.optim.Adam(net.parameters(), lr=5e-3)
lengths = []
for ep in range(1, 201):
    logp, value, ret, t = episode(env, net)
    advantage = ret - value.detach()
    loss = -(logp * advantage).sum() + 0.5 * F.mse_loss(value, ret, reduction="sum")
    opt.zero_grad()
    loss.backward()
    opt.step()
    lengths.append(t)
    if ep % 50 == 0:
        print(f"episode {ep}: mean length {sum(lengths[-50:]) / 50:.1f}")
