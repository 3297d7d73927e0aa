import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset
from sklearn.datasets import make_multilabel_classification
from sklearn.model_selection import train_test_split


class TagData(Dataset):
    def __init__(self, x, tags):
        self.x = torch.tensor(x, dtype=torch.float32)
        self.tags = torch.tensor(tags, dtype=torch.float32)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.tags[i]


class TagNet(nn.Module):
    """news article (word counts) -> topics; an article can carry several topics"""

    def __init__(self, n_words, n_tags):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_words, 64), nn.ReLU(), nn.Linear(64, n_tags))

    def forward(self, x):
        return torch.softmax(self.net(x), dim=1)


def main():
    torch.manual_seed(23)
    X, T = make_multilabel_classification(n_samples=1600, n_features=30, n_classes=5, n_labels=2, random_state=23)
    Xa, Xb, Ta, Tb = train_test_split(X, T, test_size=0.25, random_state=23)
    m, s = Xa.mean(0), Xa.std(0)
    dl = DataLoader(TagData((Xa - m) / s, Ta), batch_size=60, shuffle=True)
    test = TagData((Xb - m) / s, Tb)
    net = TagNet(30, 5)
    bce = nn.BCELoss()
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)
    for epoch in range(20):
        for x, t in dl:
            opt.zero_grad()
            loss = bce(net(x), t)
            loss.backward()
            opt.step()
    with torch.no_grad():
        pred = (net(test.x) > 0.5).float()
    print("share of right tags", (pred == test.tags).float().mean().item())


main()
