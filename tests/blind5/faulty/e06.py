import numpy as np
import pandas as pd
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

CAT = ['Contract', 'PaymentMethod', 'InternetService']
NUM = ['tenure', 'MonthlyCharges', 'TotalCharges']


class ChurnModel(nn.Module):
    def __init__(self, cards, n_num, emb=4, hidden=64):
        super().__init__()
        self.embs = nn.ModuleList([nn.Embedding(c, emb) for c in cards])
        self.lin1 = nn.Linear(emb * len(cards) + n_num, hidden)
        self.bn = nn.BatchNorm1d(hidden)
        self.lin2 = nn.Linear(hidden, 1)

    def forward(self, cat, num):
        e = [emb(cat[:, k]) for k, emb in enumerate(self.embs)]
        h = torch.cat(e + [num], dim=1)
        h = F.relu(self.bn(self.lin1(h)))
        return torch.sigmoid(self.lin2(h)).squeeze(1)


def train_fold(df, tr_idx, va_idx, cards):
    sc = StandardScaler().fit(df.loc[tr_idx, NUM])
    pack = lambda idx: TensorDataset(
        torch.tensor(df.loc[idx, CAT].values, dtype=torch.long),
        torch.tensor(sc.transform(df.loc[idx, NUM]), dtype=torch.float32),
        torch.tensor(df.loc[idx, 'Churn'].values, dtype=torch.float32))
    tr_dl = DataLoader(pack(tr_idx), 128, shuffle=True, drop_last=True)
    va_dl = DataLoader(pack(va_idx), 512)
    model = ChurnModel(cards, len(NUM))
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(15):
        model.train()
        for cat, num, y in tr_dl:
            opt.zero_grad()
            out = model(cat, num)
            loss = F.binary_cross_entropy_with_logits(out, y)
            loss.backward()
            opt.step()
    model.eval()
    with torch.no_grad():
        prob = torch.cat([model(c, n) for c, n, _ in va_dl]).numpy()
    return prob


def main():
    torch.manual_seed(0)
    df = pd.read_csv('WA_Fn-UseC_-Telco-Customer-Churn.csv')
    df['TotalCharges'] = pd.to_numeric(df['TotalCharges'], errors='coerce').fillna(0)
    df['Churn'] = (df['Churn'] == 'Yes').astype(int)
    for c in CAT:
        df[c] = df[c].astype('category').cat.codes
    cards = [df[c].nunique() for c in CAT]
    oof = np.zeros(len(df))
    for k, (tr, va) in enumerate(StratifiedKFold(5, shuffle=True, random_state=0).split(df, df.Churn)):
        oof[va] = train_fold(df, tr, va, cards)
        print('fold', k, 'auc', roc_auc_score(df.Churn[va], oof[va]))
    print('OOF auc', roc_auc_score(df.Churn, oof), 'f1', f1_score(df.Churn, oof > 0.5))


if __name__ == '__main__':
    main()
