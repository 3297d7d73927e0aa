import random
import torch
import torch.nn as nn
from sklearn.feature_extraction.text import TfidfVectorizer
from torch.utils.data import DataLoader, TensorDataset

random.seed(0)
torch.manual_seed(0)
SPORT = "goal match team league coach score player win".split()
TECH = "cpu code driver kernel cloud server chip bug".split()
OTHER = "today people city year time week report story".split()


def corpus(n=300):
    docs, labels = [], []
    for _ in range(n):
        c = random.randint(0, 1)
        words = random.choices([SPORT, TECH][c], k=4) + random.choices(OTHER, k=8)
        random.shuffle(words)
        docs.append(" ".join(words))
        labels.append(c)
    return docs, labels


def load_features(max_features=50):
    docs, labels = corpus()
    vectorizer = TfidfVectorizer(max_features=max_features)
    feats = vectorizer.fit_transform(docs).toarray()
    return torch.tensor(feats, dtype=torch.float32), torch.tensor(labels)


def split(x, y, ratio=0.8):
    perm = torch.randperm(len(x))
    cut = int(ratio * len(x))
    return (x[perm[:cut]], y[perm[:cut]]), (x[perm[cut:]], y[perm[cut:]])


x, y = load_features()
(x_tr, y_tr), (x_te, y_te) = split(x, y)
loader = DataLoader(TensorDataset(x_tr, y_tr), batch_size=24, shuffle=True)
net = nn.Sequential(nn.Linear(x.shape[1], 16), nn.ReLU(), nn.Linear(16, 2))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
for epoch in range(4):
    net.train()
    for xb, yb in loader:
        opt.zero_grad()
        loss = criterion(net(xb), yb)
        loss.backward()
        opt.step()
    net.eval()
    with torch.no_grad():
        print(epoch, loss.item(), "test", (net(x_te).argmax(1) == y_te).float().mean().item())
