import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.metrics import accuracy_score, recall_score
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

SEED = 2024
np.random.seed(SEED)
torch.manual_seed(SEED)

frame = load_breast_cancer(as_frame=True).frame
train_df, test_df = train_test_split(frame, test_size=0.25, random_state=SEED, stratify=frame["target"])
cols = [c for c in frame.columns if c != "target"]
stats = pd.DataFrame({"m": train_df[cols].mean(), "s": train_df[cols].std()})


def tensors(df):
    z = (df[cols] - stats["m"]) / stats["s"]
    return torch.tensor(z.values, dtype=torch.float32), torch.tensor(df["target"].values, dtype=torch.float32)


class Tabular(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.l1, self.l2, self.l3 = nn.Linear(d, 32), nn.Linear(32, 8), nn.Linear(8, 1)

    def forward(self, x):
        return self.l3(torch.relu(self.l2(torch.relu(self.l1(x))))).squeeze(-1)


net = Tabular(len(cols))
crit = nn.BCEWithLogitsLoss()
opt = torch.optim.AdamW(net.parameters(), lr=1e-3)
loader = DataLoader(TensorDataset(*tensors(train_df)), batch_size=32, shuffle=True)
for epoch in range(15):
    for x, t in loader:
        opt.zero_grad()
        crit(net(x), t).backward()
        opt.step()

x_test, t_test = tensors(test_df)
with torch.no_grad():
    score = net(x_test)
pred = np.where(score.numpy() >= 0.5, 1, 0)
print("accuracy", accuracy_score(t_test.numpy(), pred), "recall", recall_score(t_test.numpy(), pred))
