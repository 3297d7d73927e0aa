import logging
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

log = logging.getLogger(__name__)


class BoxHead(nn.Module):
    """Predicts a box (cx, cy, w, h) and a class for a pooled feature vector."""

    def __init__(self, d=32, n_classes=4):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(d, 64), nn.GELU(), nn.Linear(64, 64), nn.GELU())
        self.box = nn.Linear(64, 4)
        self.cls = nn.Linear(64, n_classes)

    def forward(self, f):
        h = self.trunk(f)
        return self.box(h), self.cls(h)


class Engine:
    def __init__(self, model, cfg):
        self.model = model
        self.cfg = cfg
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=cfg['lr'], weight_decay=cfg['wd'])
        self.box_loss = nn.SmoothL1Loss()
        self.cls_loss = nn.CrossEntropyLoss()

    def step(self, feats, boxes, classes):
        self.optimizer.zero_grad
        pb, pc = self.model(feats)
        lb = self.box_loss(pb, boxes)
        lc = self.cls_loss(pc, classes)
        loss = self.cfg['box_w'] * lb + lc
        loss.backward()
        self.optimizer.step()
        return lb.item(), lc.item()

    def train(self, loader):
        for epoch in range(self.cfg['epochs']):
            self.model.train()
            sb = sc = 0.0
            for batch in loader:
                b, c = self.step(*batch)
                sb += b
                sc += c
            log.info('epoch %d box %.3f cls %.3f', epoch, sb / len(loader), sc / len(loader))


def fake_data(n=512, d=32):
    cls = torch.randint(0, 4, (n,))
    feats = torch.randn(n, d)
    feats[torch.arange(n), cls] += 3.0
    boxes = torch.sigmoid(feats[:, :4])
    return TensorDataset(feats, boxes, cls)


if __name__ == '__main__':
    logging.basicConfig(level=logging.INFO)
    torch.manual_seed(0)
    cfg = {'lr': 1e-3, 'wd': 1e-4, 'epochs': 5, 'box_w': 5.0}
    loader = DataLoader(fake_data(), batch_size=32, shuffle=True)
    Engine(BoxHead(), cfg).train(loader)
