"""Multi-label tagging: which attributes does a synthetic sample have?"""
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_multilabel_classification
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

N_LABELS = 6


def build_data(seed=0, batch_size=64):
    X, Y = make_multilabel_classification(n_samples=2500, n_features=30, n_classes=N_LABELS,
                                          n_labels=2, random_state=seed)
    X_tr, X_te, Y_tr, Y_te = train_test_split(X, Y, test_size=0.2, random_state=seed)
    scaler = StandardScaler().fit(X_tr)
    pack = lambda a, b: TensorDataset(torch.from_numpy(scaler.transform(a)).float(), torch.from_numpy(b).float())
    return (DataLoader(pack(X_tr, Y_tr), batch_size, shuffle=True),
            DataLoader(pack(X_te, Y_te), 500))


class Tagger(nn.Module):
    def __init__(self, n_in=30, n_hidden=64):
        super().__init__()
        self.fc1 = nn.Linear(n_in, n_hidden)
        self.fc2 = nn.Linear(n_hidden, n_hidden)
        self.out = nn.Linear(n_hidden, N_LABELS)
        self.drop = nn.Dropout(0.1)

    def forward(self, x):
        x = self.drop(torch.relu(self.fc1(x)))
        x = self.drop(torch.relu(self.fc2(x)))
        return self.out(x)


class Learner:
    def __init__(self, model, lr=1e-3):
        self.model = model
        self.criterion = nn.BCEWithLogitsLoss()
        self.opt = torch.optim.Adam(model.parameters(), lr=lr)

    def training_step(self, batch):
        x, y = batch
        probs = torch.sigmoid(self.model(x))
        return self.criterion(probs, y)

    def fit(self, loader, epochs):
        for epoch in range(epochs):
            self.model.train()
            losses = []
            for batch in loader:
                self.opt.zero_grad()
                loss = self.training_step(batch)
                loss.backward()
                self.opt.step()
                losses.append(loss.item())
            print(f"epoch {epoch + 1:2d}  loss {sum(losses) / len(losses):.4f}")

    @torch.no_grad()
    def predict(self, loader):
        self.model.eval()
        ps, ys = [], []
        for x, y in loader:
            ps.append(torch.sigmoid(self.model(x)) > 0.5)
            ys.append(y.bool())
        return torch.cat(ps).numpy(), torch.cat(ys).numpy()


if __name__ == "__main__":
    torch.manual_seed(0)
    train_loader, test_loader = build_data()
    learner = Learner(Tagger())
    learner.fit(train_loader, epochs=12)
    pred, true = learner.predict(test_loader)
    print("micro F1 %.3f  macro F1 %.3f" % (
        f1_score(true, pred, average="micro"), f1_score(true, pred, average="macro", zero_division=0)))
