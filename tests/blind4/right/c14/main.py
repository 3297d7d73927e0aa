import torch
from sklearn.metrics import roc_auc_score
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from features import Prep, table


class TabNet(nn.Module):
    def __init__(self, sizes, n_num, dim=4):
        super().__init__()
        self.embs = nn.ModuleList([nn.Embedding(s + 1, dim) for s in sizes])
        self.mlp = nn.Sequential(nn.Linear(dim * len(sizes) + n_num, 32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 1))

    def forward(self, cat, num):
        e = [emb(cat[:, i]) for i, emb in enumerate(self.embs)]
        return self.mlp(torch.cat(e + [num], dim=1)).squeeze(1)


def main():
    torch.manual_seed(0)
    train_df, test_df = table(1600, 1), table(400, 2)
    prep = Prep().fit(train_df)
    loader = DataLoader(TensorDataset(*prep(train_df)), batch_size=50, shuffle=True)
    cat, num, y = prep(test_df)
    net = TabNet([len(m) for m in prep.maps.values()], 2)
    opt = torch.optim.AdamW(net.parameters(), lr=5e-3)
    bce = nn.BCEWithLogitsLoss()
    for epoch in range(8):
        net.train()
        s = 0.0
        for c, n, t in loader:
            opt.zero_grad()
            loss = bce(net(c, n), t)
            loss.backward()
            opt.step()
            s += loss.item() * len(t)
        net.eval()
        with torch.no_grad():
            logit = net(cat, num)
        acc = ((logit > 0).float() == y).float().mean().item()
        print(f"epoch {epoch + 1} loss {s / 1600:.4f} auc {roc_auc_score(y, logit):.3f} acc {acc:.3f}")


if __name__ == "__main__":
    main()
