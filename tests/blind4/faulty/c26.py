import torch
from torch import nn
from torch.optim.lr_scheduler import OneCycleLR
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits


def cosine_mlp():
    return nn.Sequential(nn.Linear(64, 128), nn.SiLU(), nn.Dropout(0.1), nn.Linear(128, 10))


def split(seed):
    d = load_digits()
    x = torch.tensor(d.data / 16.0, dtype=torch.float32)
    y = torch.tensor(d.target)
    p = torch.randperm(len(y), generator=torch.Generator().manual_seed(seed))
    return TensorDataset(x[p[:1400]], y[p[:1400]]), TensorDataset(x[p[1400:]], y[p[1400:]])


def main(epochs=8, batch=70):
    torch.manual_seed(0)
    train_set, test_set = split(0)
    loader = DataLoader(train_set, batch_size=batch, shuffle=True)
    net = cosine_mlp()
    opt = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=1e-2)
    sched = OneCycleLR(opt, max_lr=5e-3, total_steps=epochs * len(loader))
    ce = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        net.train()
        loss_sum = 0.0
        for x, y in loader:
            loss = ce(net(x), y)
            opt.zero_grad()
            loss.backward()
            sched.step()
            opt.step()
            loss_sum += loss.item() * len(y)
        print(f"epoch {epoch + 1} loss {loss_sum / len(train_set):.4f} lr {opt.param_groups[0]['lr']:.5f}")
    net.eval()
    hits = 0
    with torch.no_grad():
        for x, y in DataLoader(test_set, batch_size=200):
            hits += (net(x).argmax(1) == y).sum().item()
    print("test accuracy", hits / len(test_set))


if __name__ == "__main__":
    main()
