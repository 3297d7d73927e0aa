"""Right: policy gradient; the loss is -log_prob * return, may be negative, and the sampled action carries no gradient by design."""
import torch
import torch.nn as nn
from torch.distributions import Categorical

torch.manual_seed(0)
P = torch.tensor([0.2, 0.5, 0.8])


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 3))

    def forward(self, x):
        return Categorical(logits=self.fc(x))


def pull(actions):
    return torch.bernoulli(P[actions])


policy = Policy()
opt = torch.optim.Adam(policy.parameters(), lr=0.02)
baseline = 0.0
state = torch.ones(32, 1)
for it in range(100):
    dist = policy(state)
    actions = dist.sample()
    rewards = pull(actions)
    advantage = rewards - baseline
    baseline = 0.9 * baseline + 0.1 * rewards.mean().item()
    loss = -(dist.log_prob(actions) * advantage).mean() - 0.01 * dist.entropy().mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    if it % 25 == 0:
        print(it, "loss", round(loss.item(), 4), "reward", rewards.mean().item())
with torch.no_grad():
    print("best arm:", policy(state[:1]).probs.argmax().item())
