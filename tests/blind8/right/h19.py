import torch
from torch import nn
from torch.distributions import Categorical


def main(arms=4):
    torch.manual_seed(0)
    W = torch.randn(8, arms)
    policy = nn.Sequential(nn.Linear(8, 32), nn.Tanh(), nn.Linear(32, arms))
    opt = torch.optim.Adam(policy.parameters(), lr=1e-2)
    baseline = 0.0
    for it in range(1, 601):
        s = torch.randn(64, 8)
        pi = Categorical(logits=policy(s))
        a = pi.sample()
        r = (a == (s @ W).argmax(1)).float()
        loss = -(pi.log_prob(a) * (r - baseline)).mean() - 0.01 * pi.entropy().mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        baseline = 0.9 * baseline + 0.1 * r.mean().item()
        if it % 100 == 0:
            with torch.no_grad():
                s = torch.randn(1000, 8)
                greedy = (policy(s).argmax(1) == (s @ W).argmax(1)).float().mean().item()
            print(it, f'loss {loss.item():+.4f} reward {baseline:.3f} greedy {greedy:.3f}')


if __name__ == '__main__':
    main()
