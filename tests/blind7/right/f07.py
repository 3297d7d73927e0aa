import torch
import torch.nn as nn
from torch.distributions import Categorical


class ActorCritic(nn.Module):
    def __init__(self, n_state, n_act):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(n_state, 32), nn.ReLU())
        self.pi, self.v = nn.Linear(32, n_act), nn.Linear(32, 1)

    def forward(self, s):
        h = self.body(s)
        return torch.softmax(self.pi(h), dim=-1), self.v(h).squeeze(-1)


class Bandit:
    """contextual bandit: the right arm is the sign pattern of the context"""

    def context(self, n):
        return torch.randn(n, 4)

    def pull(self, s, a):
        right = (s[:, 0] > 0).long() * 2 + (s[:, 1] > 0).long()
        return (a == right).float()


torch.manual_seed(6)
env, agent = Bandit(), ActorCritic(4, 4)
opt = torch.optim.Adam(agent.parameters(), lr=3e-3)
for it in range(600):
    s = env.context(64)
    probs, value = agent(s)
    dist = Categorical(probs)
    a = dist.sample()
    r = env.pull(s, a)
    adv = (r - value).detach()
    loss = -(dist.log_prob(a) * adv).mean() + 0.5 * (value - r).pow(2).mean() - 0.01 * dist.entropy().mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    if it % 100 == 99:
        print(it + 1, r.mean().item())
