# credit default - kaggle starter
import warnings
warnings.filterwarnings("ignore")

import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, Dataset

CFG = {"seed": 99, "bs": 128, "lr": 2e-3, "epochs": 20, "hidden": 64, "num": ["income", "debt", "age", "n_cards", "months"],
       "cat": ["region", "job"]}
torch.manual_seed(CFG["seed"]); np.random.seed(CFG["seed"])

# ===== fake but plausible data =====
n = 4000
df = pd.DataFrame({
    "income": np.random.lognormal(10, 0.5, n), "debt": np.random.lognormal(8, 1, n), "age": np.random.randint(18, 80, n),
    "n_cards": np.random.poisson(2, n), "months": np.random.randint(1, 240, n),
    "region": np.random.choice(list("ABCDE"), n), "job": np.random.choice(["office", "factory", "self", "none"], n),
})
z = 1.5 * np.log(df.debt / df.income) - 0.02 * (df.age - 40) + (df.job == "none") * 1.0 + 3.0
df["default"] = (np.random.rand(n) < 1 / (1 + np.exp(-z))).astype(int)
for c in ("income", "debt"):
    df[c] = np.log(df[c])

# ===== split =====
train_df, test_df = train_test_split(df, test_size=0.25, stratify=df["default"], random_state=CFG["seed"])
mu, sd = train_df[CFG["num"]].mean(), train_df[CFG["num"]].std()
codes = {c: {v: i for i, v in enumerate(sorted(train_df[c].unique()))} for c in CFG["cat"]}


class CreditDS(Dataset):
    def __init__(self, d):
        self.num = torch.tensor(((d[CFG["num"]] - mu) / sd).values, dtype=torch.float32)
        self.cat = torch.tensor(np.stack([d[c].map(codes[c]) for c in CFG["cat"]], 1), dtype=torch.long)
        self.y = torch.tensor(d["default"].values, dtype=torch.float32)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.num[i], self.cat[i], self.y[i]


train_dl = DataLoader(CreditDS(df), batch_size=CFG["bs"], shuffle=True)
test_dl = DataLoader(CreditDS(test_df), batch_size=512)


class TabNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.embs = nn.ModuleList(nn.Embedding(len(codes[c]), 4) for c in CFG["cat"])
        self.mlp = nn.Sequential(
            nn.Linear(len(CFG["num"]) + 4 * len(CFG["cat"]), CFG["hidden"]), nn.ReLU(),
            nn.Linear(CFG["hidden"], CFG["hidden"]), nn.ReLU(), nn.Linear(CFG["hidden"], 1))

    def forward(self, num, cat):
        e = [emb(cat[:, j]) for j, emb in enumerate(self.embs)]
        return self.mlp(torch.cat([num] + e, dim=1)).squeeze(1)


model = TabNet()
opt = torch.optim.Adam(model.parameters(), lr=CFG["lr"])
bce = nn.BCEWithLogitsLoss()
for ep in range(CFG["epochs"]):
    model.train(); tot = 0
    for num, cat, y in train_dl:
        opt.zero_grad()
        loss = bce(model(num, cat), y)
        loss.backward(); opt.step()
        tot += loss.item() * len(y)
    print(ep, "loss", round(tot / len(train_dl.dataset), 4))

model.eval(); ps, ys = [], []
with torch.no_grad():
    for num, cat, y in test_dl:
        ps.append(torch.sigmoid(model(num, cat))); ys.append(y)
print("test AUC", roc_auc_score(torch.cat(ys), torch.cat(ps)))
