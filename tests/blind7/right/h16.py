import torch
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split

torch.manual_seed(15)
X, y = load_wine(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.3, random_state=15, stratify=y)
m, s = Xa.mean(0), Xa.std(0)
Xa, Xb = torch.tensor((Xa - m) / s).float(), torch.tensor((Xb - m) / s).float()
ya, yb = torch.tensor(ya), torch.tensor(yb)
W1 = (torch.randn(13, 16) / 13 ** 0.5).requires_grad_()
b1 = torch.zeros(16, requires_grad=True)
W2 = (torch.randn(16, 3) / 4).requires_grad_()
b2 = torch.zeros(3, requires_grad=True)
params = [W1, b1, W2, b2]


def forward(x):
    return torch.tanh(x @ W1 + b1) @ W2 + b2


for epoch in range(40):
    for idx in torch.randperm(len(Xa)).split(31):
        z = forward(Xa[idx])
        loss = (z.logsumexp(1) - z.gather(1, ya[idx][:, None])[:, 0]).mean()
        loss.backward()
        with torch.no_grad():
            for p in params:
                p -= 0.1 * p.grad
                p.grad = None
    if epoch % 10 == 9:
        print(epoch + 1, loss.item())
with torch.no_grad():
    print("acc", (forward(Xb).argmax(1) == yb).float().mean().item())
