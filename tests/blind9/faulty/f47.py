"""Multi-label tagging of songs from audio statistics."""
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_multilabel_classification
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

TAGS = ["rock", "calm", "vocal", "live", "dance"]


class Tagger(nn.Module):
    def __init__(self, n_features, n_tags):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(n_features, 64), nn.ReLU(), nn.Dropout(0.2),
            nn.Linear(64, n_tags),
        )

    def forward(self, x):
        return self.layers(x)


class TaggingTrainer:
    def __init__(self, model, lr=2e-3):
        self.model = model
        self.criterion = nn.BCEWithLogitsLoss()
        self.optimizer = torch.optim.Adam(model.parameters(), lr=lr)

    def fit(self, loader, epochs):
        for epoch in range(epochs):
            self.model.train()
            total = 0.0
            for x, y in loader:
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(x), y)
                loss.backward()
                self.optimizer.step()
                total += loss.item() * len(x)
            print(f"epoch {epoch:2d} loss {total / len(loader.dataset):.4f}")

    def predict(self, x):
        self.model.eval()
        with torch.no_grad():
            outputs = self.model(x)
        return (outputs > 0.5).int()


def main():
    X, Y = make_multilabel_classification(1000, 20, n_classes=len(TAGS), n_labels=2, random_state=3)
    Xtr, Xte, Ytr, Yte = train_test_split(X, Y, test_size=0.2, random_state=3)
    scaler = StandardScaler().fit(Xtr)
    Xtr = torch.tensor(scaler.transform(Xtr), dtype=torch.float32)
    Xte = torch.tensor(scaler.transform(Xte), dtype=torch.float32)
    loader = DataLoader(TensorDataset(Xtr, torch.tensor(Ytr, dtype=torch.float32)), batch_size=32, shuffle=True)
    trainer = TaggingTrainer(Tagger(20, len(TAGS)))
    trainer.fit(loader, 10)
    print("micro F1", f1_score(Yte, trainer.predict(Xte).numpy(), average="micro"))


if __name__ == "__main__":
    main()
