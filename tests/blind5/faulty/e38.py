import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class MelDataset(Dataset):
    """pre-computed log-mel spectrograms, saved as one tensor file per split"""

    def __init__(self, path):
        blob = torch.load(path)
        self.mel, self.label = blob['mel'], blob['label']

    def __len__(self):
        return len(self.label)

    def __getitem__(self, i):
        return self.mel[i].unsqueeze(0), self.label[i]


class KWSNet(nn.Module):
    def __init__(self, n_cls=12):
        super().__init__()
        self.c1 = nn.Conv2d(1, 32, (8, 20), stride=(2, 2))
        self.c2 = nn.Conv2d(32, 64, (4, 10))
        self.pool = nn.AdaptiveMaxPool2d((4, 4))
        self.fc = nn.Linear(64 * 16, n_cls)
        self.drop = nn.Dropout(0.25)

    def forward(self, x):
        x = torch.relu(self.c1(x))
        x = self.pool(torch.relu(self.c2(x)))
        return self.fc(self.drop(x.flatten(1)))


class EarlyStopping:
    def __init__(self, patience=7, delta=0.0, path='checkpoint.pt'):
        self.patience = patience
        self.delta = delta
        self.path = path
        self.counter = 0
        self.best = None
        self.stop = False

    def __call__(self, val_loss, model):
        if self.best is None or val_loss < self.best - self.delta:
            self.best = val_loss
            torch.save(model.state_dict(), self.path)
        else:
            self.counter += 1
            if self.counter >= self.patience:
                self.stop = True


def train(model, loader, criterion, optimizer):
    model.train()
    total = 0.0
    for mel, lab in loader:
        optimizer.zero_grad()
        loss = criterion(model(mel), lab)
        loss.backward()
        optimizer.step()
        total += loss.item() * lab.size(0)
    return total / len(loader.dataset)


def evaluate(model, loader, criterion):
    model.eval()
    total, hit = 0.0, 0
    with torch.no_grad():
        for mel, lab in loader:
            out = model(mel)
            total += criterion(out, lab).item() * lab.size(0)
            hit += (out.argmax(1) == lab).sum().item()
    n = len(loader.dataset)
    return total / n, hit / n


def main():
    torch.manual_seed(0)
    tr = DataLoader(MelDataset('train.pt'), 128, shuffle=True)
    va = DataLoader(MelDataset('valid.pt'), 256)
    te = DataLoader(MelDataset('test.pt'), 256)
    net = KWSNet()
    crit = nn.CrossEntropyLoss()
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    es = EarlyStopping(patience=7)
    for epoch in range(200):
        tl = train(net, tr, crit, opt)
        vl, vacc = evaluate(net, va, crit)
        print(f'{epoch}: train {tl:.4f} valid {vl:.4f} acc {vacc:.4f}')
        es(vl, net)
        if es.stop:
            break
    net.load_state_dict(torch.load('checkpoint.pt'))
    print('test', evaluate(net, te, crit))


if __name__ == '__main__':
    main()
