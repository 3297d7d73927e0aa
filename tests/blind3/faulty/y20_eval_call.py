import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.metrics import classification_report
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class WineClassifier:
    def __init__(self, hidden=64, p=0.5, lr=2e-3, epochs=30, batch_size=16):
        self.hparams = dict(hidden=hidden, p=p, lr=lr, epochs=epochs, batch_size=batch_size)
        self.scaler = StandardScaler()
        self.model = nn.Sequential(
            nn.Linear(13, hidden), nn.BatchNorm1d(hidden), nn.ReLU(), nn.Dropout(p),
            nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(p), nn.Linear(hidden, 3))

    def fit(self, X, y):
        X = torch.tensor(self.scaler.fit_transform(X), dtype=torch.float32)
        y = torch.tensor(y)
        opt = torch.optim.Adam(self.model.parameters(), lr=self.hparams["lr"])
        lossf = nn.CrossEntropyLoss()
        self.model.train()
        for epoch in range(self.hparams["epochs"]):
            total = 0.0
            for idx in torch.randperm(len(y)).split(self.hparams["batch_size"]):
                opt.zero_grad()
                loss = lossf(self.model(X[idx]), y[idx])
                loss.backward()
                opt.step()
                total += loss.item() * len(idx)
            if epoch % 10 == 9:
                print(f"epoch {epoch + 1} loss {total / len(y):.4f}")
        return self

    def predict(self, X):
        self.model.eval
        with torch.no_grad():
            z = self.model(torch.tensor(self.scaler.transform(X), dtype=torch.float32))
        return z.argmax(1).numpy()


def main():
    torch.manual_seed(0)
    X, y = load_wine(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.4, random_state=0, stratify=y)
    clf = WineClassifier().fit(X_tr, y_tr)
    pred = clf.predict(X_te)
    print(classification_report(y_te, pred, digits=3))
    print("same rows asked again, answers that changed:", int((clf.predict(X_te) != pred).sum()))


if __name__ == "__main__":
    main()
