import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(13, 64), nn.ReLU(), nn.Dropout(0.7), nn.Linear(64, 32), nn.ReLU())

    def forward(self, x):
        return self.layers(x)


class Trainer:
    def __init__(self, encoder, classifier, lr=3e-3):
        self.encoder = encoder
        self.classifier = classifier
        params = list(encoder.parameters()) + list(classifier.parameters())
        self.optimizer = torch.optim.Adam(params, lr=lr)
        self.criterion = nn.CrossEntropyLoss()

    def train_epoch(self, loader):
        self.encoder.train()
        self.classifier.train()
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = self.criterion(self.classifier(self.encoder(x)), y)
            loss.backward()
            self.optimizer.step()
        return loss.item()

    def validate(self, loader):
        self.classifier.eval()
        hits = 0
        with torch.no_grad():
            for x, y in loader:
                out = self.classifier(self.encoder(x))
                hits += (out.argmax(1) == y).sum().item()
        return hits / len(loader.dataset)


if __name__ == "__main__":
    torch.manual_seed(0)
    X, y = load_wine(return_X_y=True)
    X_tr, X_va, y_tr, y_va = train_test_split(X, y, test_size=58, random_state=0, stratify=y)
    sc = StandardScaler().fit(X_tr)
    train_dl = DataLoader(TensorDataset(torch.tensor(sc.transform(X_tr)).float(), torch.tensor(y_tr)), 24, shuffle=True)
    val_dl = DataLoader(TensorDataset(torch.tensor(sc.transform(X_va)).float(), torch.tensor(y_va)), 58)
    t = Trainer(Encoder(), nn.Linear(32, 3))
    for epoch in range(5):
        loss = t.train_epoch(train_dl)
        print(epoch, loss, [round(t.validate(val_dl), 3) for _ in range(3)])
