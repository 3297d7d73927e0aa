"""Wine cultivars with a three-layer network; the set-up comes from a small dictionary."""
import torch
from torch import nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

settings = {
    "hidden": [32, 32],
    "init": {"weight_std": 0.15, "bias": -3.0},
    "optim": {"lr": 5e-3, "weight_decay": 1e-4},
    "epochs": 80,
    "batch": 16,
}


def build(n_in, n_out, settings):
    widths = [n_in] + settings["hidden"]
    layers = []
    for a, b in zip(widths, widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    layers.append(nn.Linear(widths[-1], n_out))
    net = nn.Sequential(*layers)
    for m in net[:-1]:
        if isinstance(m, nn.Linear):
            nn.init.normal_(m.weight, 0.0, settings["init"]["weight_std"])
            nn.init.constant_(m.bias, settings["init"]["bias"])
    return net


torch.manual_seed(1)
X, y = load_wine(return_X_y=True)
Xtr, Xte, ytr, yte = train_test_split(X, y, test_size=0.3, random_state=0, stratify=y)
sc = StandardScaler().fit(Xtr)
Xtr = torch.tensor(sc.transform(Xtr), dtype=torch.float32)
Xte = torch.tensor(sc.transform(Xte), dtype=torch.float32)
ytr, yte = torch.tensor(ytr), torch.tensor(yte)

net = build(13, 3, settings)
opt = torch.optim.Adam(net.parameters(), **settings["optim"])
ce = nn.CrossEntropyLoss()

for epoch in range(settings["epochs"]):
    net.train()
    perm = torch.randperm(len(Xtr))
    total = 0.0
    for i in range(0, len(perm), settings["batch"]):
        idx = perm[i:i + settings["batch"]]
        opt.zero_grad()
        loss = ce(net(Xtr[idx]), ytr[idx])
        loss.backward()
        opt.step()
        total += loss.item() * len(idx)
    if epoch % 20 == 19:
        print(f"epoch {epoch + 1}: loss {total / len(Xtr):.4f}")

net.eval()
with torch.no_grad():
    print("accuracy", (net(Xte).argmax(1) == yte).float().mean().item())
