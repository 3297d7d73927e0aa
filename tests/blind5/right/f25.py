import copy

import torch
import torch.nn as nn
from sklearn.metrics import roc_auc_score
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms


class PneumoniaNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = models.densenet121(weights='DEFAULT')
        n = self.backbone.classifier.in_features
        self.backbone.classifier = nn.Identity()
        for p in self.backbone.parameters():
            p.requires_grad = False
        self.head = nn.Sequential(nn.Dropout(0.3), nn.Linear(n, 1))

    def train(self, mode=True):
        super().train(mode)
        self.backbone.eval()
        return self

    def forward(self, x):
        with torch.no_grad():
            f = self.backbone(x)
        return self.head(f).squeeze(1)


def loaders(root, bs=32):
    norm = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    tr = transforms.Compose([transforms.Resize((224, 224)), transforms.RandomAffine(8, (0.05, 0.05)), transforms.ToTensor(), norm])
    ev = transforms.Compose([transforms.Resize((224, 224)), transforms.ToTensor(), norm])
    return (DataLoader(datasets.ImageFolder(f'{root}/train', tr), bs, shuffle=True, num_workers=2),
            DataLoader(datasets.ImageFolder(f'{root}/val', ev), bs, num_workers=2),
            DataLoader(datasets.ImageFolder(f'{root}/test', ev), bs, num_workers=2))


def scores(model, loader, device):
    model.eval()
    s, t = [], []
    with torch.no_grad():
        for x, y in loader:
            s.append(model(x.to(device)).cpu())
            t.append(y)
    return torch.cat(s), torch.cat(t)


def main():
    torch.manual_seed(0)
    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    tr, va, te = loaders('chest_xray')
    model = PneumoniaNet().to(device)
    optimizer = torch.optim.Adam(model.head.parameters(), lr=1e-3)
    criterion = nn.BCEWithLogitsLoss()
    best, best_state = 0.0, copy.deepcopy(model.state_dict())
    for epoch in range(8):
        model.train()
        for x, y in tr:
            x, y = x.to(device), y.float().to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        s, t = scores(model, va, device)
        auc = roc_auc_score(t, s)
        print(epoch, f'val AUC {auc:.4f}')
        if auc > best:
            best, best_state = auc, copy.deepcopy(model.state_dict())
    model.load_state_dict(best_state)
    s, t = scores(model, te, device)
    print('test AUC', roc_auc_score(t, s))


if __name__ == '__main__':
    main()
