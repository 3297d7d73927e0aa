import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


class GRUClassifier(nn.Module):
    def __init__(self, n_in=2, hidden=20, classes=2):
        super().__init__()
        self.gru = nn.GRU(n_in, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, classes)

    def forward(self, x):
        _, h = self.gru(x)
        return self.fc(h[-1])


def train_epoch(model, loader, optimizer, max_norm):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        loss.backward()
        optimizer.step()
    return loss.item()


def main():
    torch.manual_seed(0)
    x = torch.randn(500, 15, 2)
    y = (x[:, :, 0].mean(1) > x[:, :, 1].mean(1)).long()
    train_dl = DataLoader(TensorDataset(x[:400], y[:400]), batch_size=40, shuffle=True)
    model = GRUClassifier()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for epoch in range(8):
        print(epoch, train_epoch(model, train_dl, optimizer, 0.5))
    model.eval()
    with torch.no_grad():
        print("validation accuracy", (model(x[400:]).argmax(1) == y[400:]).float().mean().item())


if __name__ == "__main__":
    main()
