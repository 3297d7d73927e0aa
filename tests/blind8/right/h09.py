import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split


def main():
    torch.manual_seed(0)
    X, y = load_wine(return_X_y=True)
    a, b, c, d = train_test_split(torch.tensor(X, dtype=torch.float32), torch.tensor(y), test_size=0.3, random_state=0, stratify=y)
    print('raw means', a.mean(0)[:4].tolist(), a.mean(0)[-1].item())
    model = nn.Sequential(nn.BatchNorm1d(13), nn.Linear(13, 32), nn.ReLU(), nn.Linear(32, 3))
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    loader = DataLoader(TensorDataset(a, c), 31, shuffle=True)
    for epoch in range(30):
        model.train()
        total = 0.0
        for x, t in loader:
            loss = nn.functional.cross_entropy(model(x), t)
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(t)
        if epoch % 6 == 5:
            model.eval()
            with torch.no_grad():
                print(epoch + 1, f'loss {total / len(a):.4f} acc {(model(b).argmax(1) == d).float().mean().item():.3f}')


if __name__ == '__main__':
    main()
