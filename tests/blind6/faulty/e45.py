# Kaggle Titanic - simple NN baseline
import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.utils.data import Dataset, DataLoader
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

CFG = {
    'seed': 42,
    'lr': 1e-3,
    'epochs': 30,
    'bs': 32,
    'loss': 'bce_logits',
}
torch.manual_seed(CFG['seed'])

df = pd.read_csv('../input/titanic/train.csv')
df['Age'] = df['Age'].fillna(28.0)
df['Fare'] = df['Fare'].fillna(0)
df['Sex'] = (df['Sex'] == 'female').astype(int)
df['FamilySize'] = df['SibSp'] + df['Parch'] + 1
FEATS = ['Pclass', 'Sex', 'Age', 'Fare', 'FamilySize']

tr, va = train_test_split(df, test_size=0.2, random_state=CFG['seed'], stratify=df['Survived'])
sc = StandardScaler().fit(tr[FEATS])


class TitanicDS(Dataset):
    def __init__(self, frame):
        self.x = sc.transform(frame[FEATS]).astype(np.float32)
        self.y = frame['Survived'].values.astype(np.float32)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return torch.from_numpy(self.x[i]), torch.tensor(self.y[i])


class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.seq = nn.Sequential(nn.Linear(n, 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU())
        self.head = nn.Linear(16, 1)

    def forward(self, x):
        x = self.seq(x)
        return torch.sigmoid(self.head(x)).squeeze(1)


LOSSES = {'bce_logits': nn.BCEWithLogitsLoss(), 'mse': nn.MSELoss()}

train_dl = DataLoader(TitanicDS(tr), batch_size=CFG['bs'], shuffle=True, drop_last=True)
val_dl = DataLoader(TitanicDS(va), batch_size=256)
model = Net(len(FEATS))
crit = LOSSES[CFG['loss']]
opt = torch.optim.AdamW(model.parameters(), lr=CFG['lr'])

for ep in range(CFG['epochs']):
    model.train()
    for xb, yb in train_dl:
        opt.zero_grad()
        loss = crit(model(xb), yb)
        loss.backward()
        opt.step()
    model.eval()
    preds, ys = [], []
    with torch.no_grad():
        for xb, yb in val_dl:
            preds.append((model(xb) > 0.5).float())
            ys.append(yb)
    acc = (torch.cat(preds) == torch.cat(ys)).float().mean().item()
    print(f'{ep:02d} val_acc={acc:.4f}')
