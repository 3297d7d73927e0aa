import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


def set_seed(seed: int = 42) -> None:
    torch.manual_seed(seed)


def get_loaders(batch_size: int):
    X, y = load_breast_cancer(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, random_state=42, stratify=y)
    scaler = StandardScaler()
    X_tr = scaler.fit_transform(X_tr)
    X_te = scaler.transform(X_te)
    train = TensorDataset(torch.tensor(X_tr).float(), torch.tensor(y_tr).float())
    test = TensorDataset(torch.tensor(X_te).float(), torch.tensor(y_te).float())
    return DataLoader(train, batch_size, shuffle=True), DataLoader(test, batch_size)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(30, 16)
        self.b = nn.Linear(16, 1)

    def forward(self, x):
        return self.b(F.relu(self.a(x))).squeeze(1)


def train_step(model, batch, optimizer, scheduler):
    x, y = batch
    optimizer.zero_grad()
    loss = F.binary_cross_entropy_with_logits(model(x), y)
    loss.backward()
    scheduler.step()
    optimizer.step()
    return loss.item()


def evaluate(model, loader):
    model.eval()
    good, n = 0, 0
    with torch.no_grad():
        for x, y in loader:
            good += ((model(x) > 0).float() == y).sum().item()
            n += y.numel()
    return good / n


def main(epochs: int = 4):
    set_seed()
    train_loader, test_loader = get_loaders(35)
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs * len(train_loader))
    for epoch in range(epochs):
        model.train()
        losses = [train_step(model, b, optimizer, scheduler) for b in train_loader]
        print(epoch, sum(losses) / len(losses), evaluate(model, test_loader), scheduler.get_last_lr())


if __name__ == "__main__":
    main()
