import torch
from sklearn.datasets import make_multilabel_classification
from sklearn.metrics import f1_score
from sklearn.preprocessing import StandardScaler
from torch import nn, optim
from torch.utils.data import DataLoader, Dataset


class TagDataset(Dataset):
    def __init__(self, x, tags):
        self.x = torch.as_tensor(x, dtype=torch.float32)
        self.tags = torch.as_tensor(tags, dtype=torch.float32)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.tags[i]


class Tagger(nn.Module):
    """One article may carry several of the six tags."""

    def __init__(self, n_in, n_tags):
        super().__init__()
        self.hidden = nn.Linear(n_in, 64)
        self.act = nn.ReLU()
        self.tags = nn.Linear(64, n_tags)

    def forward(self, x):
        return self.tags(self.act(self.hidden(x))).softmax(dim=1)


def fit(model, loader, epochs):
    opt = optim.Adam(model.parameters(), lr=2e-3)
    criterion = nn.BCELoss()
    for ep in range(epochs):
        model.train()
        s = 0.0
        for x, t in loader:
            opt.zero_grad()
            loss = criterion(model(x), t)
            loss.backward()
            opt.step()
            s += loss.item() * x.size(0)
        if ep % 5 == 4:
            print(f"epoch {ep + 1}: bce {s / len(loader.dataset):.4f}")


if __name__ == "__main__":
    torch.manual_seed(23)
    X, Y = make_multilabel_classification(n_samples=1500, n_features=20, n_classes=6, n_labels=3, random_state=23)
    scaler = StandardScaler().fit(X[:1200])
    X = scaler.transform(X)
    train_dl = DataLoader(TagDataset(X[:1200], Y[:1200]), batch_size=40, shuffle=True)
    model = Tagger(20, 6)
    fit(model, train_dl, 15)
    model.eval()
    with torch.no_grad():
        prob = model(torch.as_tensor(X[1200:], dtype=torch.float32))
    print("micro f1", round(f1_score(Y[1200:], (prob > 0.5).int().numpy(), average="micro"), 3))
