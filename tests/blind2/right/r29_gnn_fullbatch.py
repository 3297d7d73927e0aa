import torch
import torch.nn as nn
import torch.nn.functional as F


def stochastic_block(n_per, k, p_in, p_out, dim, g):
    y = torch.arange(k).repeat_interleave(n_per)
    n = len(y)
    prob = torch.where(y[:, None] == y[None, :], p_in, p_out)
    upper = torch.triu(torch.rand(n, n, generator=g) < prob, diagonal=1)
    adj = (upper | upper.t()).float()
    centres = torch.randn(k, dim, generator=g)
    x = centres[y] + 2.5 * torch.randn(n, dim, generator=g)
    return x, adj, y


def normalise(adj):
    a = adj + torch.eye(len(adj))
    d = a.sum(1).rsqrt()
    return d[:, None] * a * d[None, :]


class GCN(nn.Module):
    def __init__(self, d, h, k, p=0.5):
        super().__init__()
        self.w1, self.w2, self.p = nn.Linear(d, h), nn.Linear(h, k), p

    def forward(self, x, a):
        h = F.relu(a @ self.w1(x))
        h = F.dropout(h, self.p, training=self.training)
        return a @ self.w2(h)


def masks(n, g):
    perm = torch.randperm(n, generator=g)
    train, val, test = (torch.zeros(n, dtype=torch.bool) for _ in range(3))
    train[perm[:60]], val[perm[60:140]], test[perm[140:]] = True, True, True
    return train, val, test


def main():
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(0)
    x, adj, y = stochastic_block(100, 4, 0.08, 0.01, 16, g)
    a = normalise(adj)
    train, val, test = masks(len(y), g)
    model = GCN(16, 32, 4)
    opt = torch.optim.Adam(model.parameters(), lr=1e-2, weight_decay=5e-4)
    best, best_state, wait = 0.0, None, 0
    for epoch in range(200):
        model.train()
        loss = F.cross_entropy(model(x, a)[train], y[train])
        opt.zero_grad()
        loss.backward()
        opt.step()
        model.eval()
        with torch.no_grad():
            pred = model(x, a).argmax(1)
        acc = (pred[val] == y[val]).float().mean().item()
        if acc > best:
            best, wait = acc, 0
            best_state = {k: v.detach().clone() for k, v in model.state_dict().items()}
        else:
            wait += 1
            if wait == 40:
                break
        if epoch % 30 == 0:
            print(f"epoch {epoch} loss {loss.item():.4f} val {acc:.4f}")
    model.load_state_dict(best_state)
    model.eval()
    with torch.no_grad():
        pred = model(x, a).argmax(1)
    print(f"stopped after {epoch + 1} epochs, val {best:.4f}, test {(pred[test] == y[test]).float().mean():.4f}")


if __name__ == "__main__":
    main()
