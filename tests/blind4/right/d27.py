import copy

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
N, K = 240, 3


def community_graph():
    y = torch.arange(N) % K
    same = y[:, None] == y[None, :]
    prob = torch.where(same, torch.tensor(0.08), torch.tensor(0.01))
    a = (torch.rand(N, N) < prob).float().triu(1)
    a = a + a.t() + torch.eye(N)
    d = a.sum(1).rsqrt()
    x = F.one_hot(y, K).float() * 0.8 + torch.randn(N, K)
    return d[:, None] * a * d[None, :], torch.cat([x, torch.randn(N, 5)], 1), y


class GCN(nn.Module):
    def __init__(self, d_in, hidden, k):
        super().__init__()
        self.w1, self.w2 = nn.Linear(d_in, hidden), nn.Linear(hidden, k)
        self.drop = nn.Dropout(0.3)

    def forward(self, a, x):
        h = F.relu(a @ self.w1(x))
        return a @ self.w2(self.drop(h))


a, x, y = community_graph()
order = torch.randperm(N)
train, val, test = order[:90], order[90:150], order[150:]
net = GCN(x.size(1), 24, K)
opt = torch.optim.Adam(net.parameters(), lr=1e-2, weight_decay=5e-4)
best, best_state = float("inf"), None
for epoch in range(100):
    net.train()
    opt.zero_grad()
    loss = F.cross_entropy(net(a, x)[train], y[train])
    loss.backward()
    opt.step()
    net.eval()
    with torch.no_grad():
        v = F.cross_entropy(net(a, x)[val], y[val]).item()
    if v < best:
        best, best_state = v, copy.deepcopy(net.state_dict())
    if epoch % 25 == 24:
        print(f"epoch {epoch + 1} train {loss.item():.4f} val {v:.4f}")
net.load_state_dict(best_state)
net.eval()
with torch.no_grad():
    print("test accuracy", (net(a, x).argmax(1)[test] == y[test]).float().mean().item())
