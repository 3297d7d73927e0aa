import torch

torch.manual_seed(0)
x = torch.linspace(-1, 1, 300)
y = 1 - 2 * x + 0.5 * x ** 3 + 0.1 * torch.randn(300)
P = torch.stack([x ** k for k in range(4)], dim=1)
perm = torch.randperm(300)
tr, te = perm[:240], perm[240:]

w = torch.zeros(4, requires_grad=True)
vel = torch.zeros(4)
lr, mom = 0.1, 0.8

for epoch in range(60):
    shuffled = tr[torch.randperm(len(tr))]
    total = 0.0
    for idx in shuffled.split(40):
        residual = P[idx] @ w - y[idx]
        loss = residual.pow(2).mean()
        loss.backward()
        with torch.no_grad():
            vel.mul_(mom).add_(w.grad)
            w.sub_(lr * vel)
            w.grad.zero_()
        total += loss.item() * len(idx)
    if epoch % 10 == 9:
        with torch.no_grad():
            t = (P[te] @ w - y[te]).pow(2).mean().item()
        print(f'epoch {epoch + 1}: train {total / len(tr):.4f} test {t:.4f} w {[round(v, 2) for v in w.tolist()]}')
