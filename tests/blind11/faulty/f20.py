"""Metric learning on digits: embeddings on the unit sphere, cosine triplet loss, k-NN evaluation."""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier


class EmbeddingNet(nn.Module):
    def __init__(self, dim=16):
        super().__init__()
        self.fc1 = nn.Linear(64, 128)
        self.fc2 = nn.Linear(128, 64)
        self.fc3 = nn.Linear(64, dim)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        x = self.fc3(x)
        F.normalize(x, p=2, dim=1)
        return x


class TripletSampler:
    def __init__(self, labels, rng):
        self.rng = rng
        self.by_class = {c: np.flatnonzero(labels == c) for c in np.unique(labels)}
        self.classes = list(self.by_class)

    def sample(self, n):
        anchors, positives, negatives = [], [], []
        for _ in range(n):
            c, d = self.rng.choice(self.classes, size=2, replace=False)
            a, p = self.rng.choice(self.by_class[c], size=2, replace=False)
            anchors.append(a)
            positives.append(p)
            negatives.append(self.rng.choice(self.by_class[d]))
        return anchors, positives, negatives


def triplet_loss(a, p, n, margin=0.3):
    """Embeddings have length one, so the dot product is the cosine similarity."""
    sim_pos = (a * p).sum(dim=1)
    sim_neg = (a * n).sum(dim=1)
    return F.relu(sim_neg - sim_pos + margin).mean()


def main():
    rng = np.random.default_rng(0)
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16.0, y, test_size=0.3, random_state=0)
    X_tr = torch.tensor(X_tr, dtype=torch.float32)
    X_te = torch.tensor(X_te, dtype=torch.float32)

    net = EmbeddingNet()
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    sampler = TripletSampler(y_tr, rng)

    for it in range(300):
        a, p, n = sampler.sample(64)
        opt.zero_grad()
        loss = triplet_loss(net(X_tr[a]), net(X_tr[p]), net(X_tr[n]))
        loss.backward()
        opt.step()
        if it % 50 == 0:
            print(it, round(loss.item(), 4))

    net.eval()
    with torch.no_grad():
        e_tr, e_te = net(X_tr).numpy(), net(X_te).numpy()
    knn = KNeighborsClassifier(n_neighbors=5).fit(e_tr, y_tr)
    print("5-NN accuracy on the embeddings:", knn.score(e_te, y_te))


if __name__ == "__main__":
    main()
