import torch
from torch import nn
from torch.distributions import Categorical

torch.manual_seed(0)
N_ARMS = 5


def contexts(n):
    return torch.randn(n, 6)


W = torch.randn(6, N_ARMS)


def reward(x, a):
    best = (x @ W).argmax(1)
    return (a == best).float() + 0.1 * torch.randn(len(a))


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(6, 32), nn.Tanh(), nn.Linear(32, N_ARMS))

    def forward(self, x):
        return Categorical(logits=self.net(x))


policy = Policy()
opt = torch.optim.Adam(policy.parameters(), lr=1e-2)
baseline = 0.0
history = []
for it in range(1, 401):
    x = contexts(64)
    dist = policy(x)
    a = dist.sample()
    r = reward(x, a)
    advantage = r - baseline
    loss = -(dist.log_prob(a) * advantage).mean() - 0.01 * dist.entropy().mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    baseline = 0.9 * baseline + 0.1 * r.mean().item()
    history.append(r.mean().item())
    if it % 100 == 0:
        print(f"iteration {it}: reward {sum(history[-50:]) / 50:.3f}")

policy.eval()
with torch.no_grad():
    x = contexts(1000)
    print("greedy share of best arm", (policy(x).probs.argmax(1) == (x @ W).argmax(1)).float().mean().item())
