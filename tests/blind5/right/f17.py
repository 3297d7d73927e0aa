import copy
from dataclasses import dataclass, field

import pandas as pd
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import models, transforms


@dataclass
class Conf:
    root: str = 'UTKFace'
    bs: int = 64
    lr: float = 1e-4
    epochs: int = 40
    patience: int = 5
    w_age: float = 1.0
    size: tuple = field(default=(128, 128))


class UTK(Dataset):
    """나이(회귀) + 성별(이진분류)"""

    def __init__(self, csv, conf, train):
        self.df = pd.read_csv(csv)
        aug = [transforms.RandomHorizontalFlip()] if train else []
        self.tf = transforms.Compose([transforms.Resize(conf.size), *aug, transforms.ToTensor(),
                                      transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])
        self.root = conf.root

    def __len__(self):
        return len(self.df)

    def __getitem__(self, i):
        r = self.df.iloc[i]
        img = self.tf(Image.open(f'{self.root}/{r.file}').convert('RGB'))
        return img, torch.tensor((r.age - 33.0) / 20.0, dtype=torch.float32), torch.tensor(r.gender, dtype=torch.float32)


class TwoHead(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = models.resnet18(weights='IMAGENET1K_V1')
        n = self.base.fc.in_features
        self.base.fc = nn.Identity()
        self.age, self.gender = nn.Linear(n, 1), nn.Linear(n, 1)

    def forward(self, x):
        h = self.base(x)
        return self.age(h).squeeze(-1), self.gender(h).squeeze(-1)


def losses(model, batch, conf, device):
    x, age, gender = (t.to(device) for t in batch)
    a, g = model(x)
    return conf.w_age * F.smooth_l1_loss(a, age) + F.binary_cross_entropy_with_logits(g, gender), a, g


@torch.no_grad()
def evaluate(model, loader, conf, device):
    model.eval()
    loss_sum, mae, ok, n = 0.0, 0.0, 0, 0
    for batch in loader:
        loss, a, g = losses(model, batch, conf, device)
        b = len(a)
        loss_sum += loss.item() * b
        mae += (a.cpu() - batch[1]).abs().sum().item() * 20
        ok += ((g.cpu() > 0) == batch[2].bool()).sum().item()
        n += b
    return loss_sum / n, mae / n, ok / n


def main():
    conf = Conf()
    torch.manual_seed(0)
    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    tr = DataLoader(UTK('train.csv', conf, True), conf.bs, shuffle=True, num_workers=4)
    va = DataLoader(UTK('valid.csv', conf, False), conf.bs, num_workers=4)
    te = DataLoader(UTK('test.csv', conf, False), conf.bs, num_workers=4)
    model = TwoHead().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=conf.lr)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(opt, factor=0.3, patience=2)
    best, best_w, wait = float('inf'), None, 0
    for epoch in range(conf.epochs):
        model.train()
        for batch in tr:
            opt.zero_grad()
            loss, _, _ = losses(model, batch, conf, device)
            loss.backward()
            opt.step()
        vl, mae, acc = evaluate(model, va, conf, device)
        plateau.step(vl)
        print(f'{epoch}: val {vl:.4f} MAE {mae:.2f} gender {acc:.4f}')
        if vl < best:
            best, best_w, wait = vl, copy.deepcopy(model.state_dict()), 0
        else:
            wait += 1
            if wait >= conf.patience:
                break
    model.load_state_dict(best_w)
    print('test', evaluate(model, te, conf, device))


if __name__ == '__main__':
    main()
