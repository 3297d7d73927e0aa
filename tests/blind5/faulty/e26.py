import copy
from dataclasses import dataclass

import pandas as pd
import torch
import torch.nn as nn
from PIL import Image
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, Dataset
from torchvision import models, transforms as T


@dataclass
class CFG:
    img_dir: str = '../input/siim-isic/jpeg/train'
    csv: str = '../input/siim-isic/train.csv'
    size: int = 224
    bs: int = 32
    epochs: int = 6
    lr: float = 1e-4
    seed: int = 42


class Lesions(Dataset):
    def __init__(self, df, tf):
        self.df, self.tf = df.reset_index(drop=True), tf

    def __len__(self):
        return len(self.df)

    def __getitem__(self, i):
        row = self.df.loc[i]
        img = Image.open(f'{CFG.img_dir}/{row.image_name}.jpg').convert('RGB')
        return self.tf(img), torch.tensor(row.target, dtype=torch.float32)


def make_model():
    m = models.efficientnet_b0(weights='DEFAULT')
    m.classifier[1] = nn.Linear(m.classifier[1].in_features, 1)
    return m


def predict(model, loader, device):
    model.eval()
    ps, ts = [], []
    with torch.no_grad():
        for x, t in loader:
            ps.append(torch.sigmoid(model(x.to(device)).squeeze(1)).cpu())
            ts.append(t)
    return torch.cat(ps), torch.cat(ts)


def main():
    torch.manual_seed(CFG.seed)
    device = torch.device('cuda')
    df = pd.read_csv(CFG.csv)
    tr, rest = train_test_split(df, test_size=0.3, stratify=df.target, random_state=CFG.seed)
    va, te = train_test_split(rest, test_size=0.5, stratify=rest.target, random_state=CFG.seed)
    norm = T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    aug = T.Compose([T.Resize((CFG.size, CFG.size)), T.RandomHorizontalFlip(), T.RandomVerticalFlip(), T.ToTensor(), norm])
    plain = T.Compose([T.Resize((CFG.size, CFG.size)), T.ToTensor(), norm])
    dl_tr = DataLoader(Lesions(tr, aug), CFG.bs, shuffle=True, num_workers=4)
    dl_va = DataLoader(Lesions(va, plain), CFG.bs * 2, num_workers=4)
    dl_te = DataLoader(Lesions(te, plain), CFG.bs * 2, num_workers=4)

    model = make_model().to(device)
    pos_weight = torch.tensor([(tr.target == 0).sum() / (tr.target == 1).sum()], device=device)
    criterion = nn.BCEWithLogitsLoss(pos_weight=pos_weight)
    optimizer = torch.optim.AdamW(model.parameters(), lr=CFG.lr)

    best_auc, best_state = 0.0, None
    for epoch in range(CFG.epochs):
        model.train()
        for x, t in dl_tr:
            x, t = x.to(device), t.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x).squeeze(1), t)
            loss.backward()
            optimizer.step()
        p, t = predict(model, dl_va, device)
        auc = roc_auc_score(t, p)
        print(f'epoch {epoch}: val AUC {auc:.4f}')
        if auc > best_auc:
            best_auc = auc
            best_state = model.state_dict()

    model.load_state_dict(best_state)
    p, t = predict(model, dl_te, device)
    print(f'test AUC {roc_auc_score(t, p):.4f}')
    torch.save(model.state_dict(), 'effnet_b0.pth')


if __name__ == '__main__':
    main()
