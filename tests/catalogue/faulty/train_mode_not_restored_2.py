import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split
from sklearn.datasets import load_digits


class SmallCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 12, 3, padding=1)
        self.bn = nn.BatchNorm2d(12)
        self.drop = nn.Dropout(0.4)
        self.fc = nn.Linear(12 * 16, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn(self.conv(x))), 2)
        return self.fc(self.drop(x.flatten(1)))


class Learner:
    def __init__(self, model, train_dl, val_dl):
        self.model, self.train_dl, self.val_dl = model, train_dl, val_dl
        self.opt = torch.optim.Adam(model.parameters(), lr=2e-3)

    def evaluate(self):
        self.model.eval()
        hits = 0
        with torch.no_grad():
            for x, y in self.val_dl:
                hits += (self.model(x).argmax(1) == y).sum().item()
        return hits / len(self.val_dl.dataset)

    def fit(self, epochs):
        self.model.train()
        for epoch in range(epochs):
            for x, y in self.train_dl:
                self.opt.zero_grad()
                F.cross_entropy(self.model(x), y).backward()
                self.opt.step()
            print(f"epoch {epoch}: validation accuracy {self.evaluate():.3f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    digits = load_digits()
    ds = TensorDataset(torch.tensor(digits.images / 16).float().unsqueeze(1), torch.tensor(digits.target))
    tr, va = random_split(ds, [1437, 360])
    Learner(SmallCNN(), DataLoader(tr, 64, shuffle=True, drop_last=True), DataLoader(va, 120)).fit(4)
