import copy
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def loss_of(model, x, y):
    model.eval()
    with torch.no_grad():
        return nn.functional.cross_entropy(model(x), y).item()


def main(patience=4):
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)
    a, b, c, d = train_test_split(X, y, train_size=600, random_state=0, stratify=y)
    b, e, d, f = train_test_split(b, d, test_size=0.5, random_state=0)
    model = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 10))
    opt = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-2)
    best, bad, state = float('inf'), 0, copy.deepcopy(model.state_dict())
    for epoch in range(60):
        model.train()
        for x, t in DataLoader(TensorDataset(a, c), 50, shuffle=True):
            loss = nn.functional.cross_entropy(model(x), t)
            opt.zero_grad()
            loss.backward()
            opt.step()
        v = loss_of(model, b, d)
        if epoch % 5 == 0:
            print(epoch, f'train {loss_of(model, a, c):.4f} val {v:.4f}')
        if v < best:
            best, bad, state = v, 0, copy.deepcopy(model.state_dict())
        else:
            bad += 1
            if bad == patience:
                break
    model.load_state_dict(state)
    print(f'stopped at {epoch}, val {loss_of(model, b, d):.4f} test {loss_of(model, e, f):.4f}')


if __name__ == '__main__':
    main()
