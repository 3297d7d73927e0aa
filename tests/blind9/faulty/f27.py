"""GCN on a small citation-like graph, dense adjacency."""
import torch
import torch.nn as nn
import torch.nn.functional as F


def make_graph(n=300, classes=3, d=24, seed=0):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, classes, (n,), generator=g)
    same = y[:, None] == y[None, :]
    p = torch.where(same, torch.tensor(0.05), torch.tensor(0.005))
    A = (torch.rand(n, n, generator=g) < p).float().triu(1)
    A = A + A.T + torch.eye(n)
    deg = A.sum(1)
    A_hat = A / (deg[:, None] * deg[None, :]).sqrt()
    X = torch.randn(n, d, generator=g)
    X[torch.arange(n), y] += 1.0
    perm = torch.randperm(n, generator=g)
    return X, A_hat, y, perm[:120], perm[120:180], perm[180:]


class GraphConv(nn.Module):
    def __init__(self, d_in, d_out):
        super().__init__()
        self.lin = nn.Linear(d_in, d_out)

    def forward(self, x, a):
        return a @ self.lin(x)


class GCN(nn.Module):
    def __init__(self, d_in, hidden, classes, p=0.5):
        super().__init__()
        self.p = p
        self.gc1 = GraphConv(d_in, hidden)
        self.gc2 = GraphConv(hidden, classes)

    def forward(self, x, a):
        x = F.relu(self.gc1(x, a))
        x = F.dropout(x, self.p)
        return F.log_softmax(self.gc2(x, a), dim=1)


X, A, y, idx_train, idx_val, idx_test = make_graph()
model = GCN(X.size(1), 16, 3)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=5e-4)

for epoch in range(100):
    model.train()
    optimizer.zero_grad()
    out = model(X, A)
    loss = F.nll_loss(out[idx_train], y[idx_train])
    loss.backward()
    optimizer.step()
    if epoch % 20 == 0:
        model.eval()
        with torch.no_grad():
            val = (model(X, A)[idx_val].argmax(1) == y[idx_val]).float().mean().item()
        print(f"epoch {epoch:3d} loss {loss.item():.3f} val {val:.3f}")

model.eval()
with torch.no_grad():
    acc = (model(X, A)[idx_test].argmax(1) == y[idx_test]).float().mean().item()
print("test accuracy", acc)
