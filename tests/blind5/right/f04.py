import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class Pairs(Dataset):
    def __init__(self, path):
        d = np.load(path)
        self.img, self.txt = torch.from_numpy(d['image_feat']).float(), torch.from_numpy(d['text_feat']).float()

    def __len__(self):
        return len(self.img)

    def __getitem__(self, i):
        return self.img[i], self.txt[i]


class Projection(nn.Module):
    def __init__(self, d_in, d_out, p=0.1):
        super().__init__()
        self.proj = nn.Linear(d_in, d_out)
        self.fc = nn.Linear(d_out, d_out)
        self.drop = nn.Dropout(p)
        self.norm = nn.LayerNorm(d_out)

    def forward(self, x):
        p = self.proj(x)
        return self.norm(p + self.drop(self.fc(F.gelu(p))))


class ToyCLIP(nn.Module):
    def __init__(self, d_img=2048, d_txt=768, d=256):
        super().__init__()
        self.image, self.text = Projection(d_img, d), Projection(d_txt, d)
        self.logit_scale = nn.Parameter(torch.tensor(np.log(1 / 0.07), dtype=torch.float32))

    def forward(self, img, txt):
        i = F.normalize(self.image(img), dim=-1)
        t = F.normalize(self.text(txt), dim=-1)
        logits = self.logit_scale.exp().clamp(max=100) * i @ t.t()
        target = torch.arange(len(img), device=img.device)
        return (F.cross_entropy(logits, target) + F.cross_entropy(logits.t(), target)) / 2, logits


def recall_at_1(model, loader, device):
    model.eval()
    i, t = [], []
    with torch.no_grad():
        for img, txt in loader:
            i.append(F.normalize(model.image(img.to(device)), dim=-1))
            t.append(F.normalize(model.text(txt.to(device)), dim=-1))
    i, t = torch.cat(i), torch.cat(t)
    probs = (i @ t.t()).softmax(dim=0)
    return (probs.argmax(dim=0) == torch.arange(len(t), device=t.device)).float().mean().item()


def main():
    torch.manual_seed(0)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    tr = DataLoader(Pairs('flickr_train.npz'), 256, shuffle=True, drop_last=True)
    va = DataLoader(Pairs('flickr_val.npz'), 256)
    model = ToyCLIP().to(device)
    opt = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-3)
    for epoch in range(10):
        model.train()
        tot = 0.0
        for img, txt in tr:
            loss, _ = model(img.to(device), txt.to(device))
            opt.zero_grad()
            loss.backward()
            opt.step()
            tot += loss.item()
        print(f'epoch {epoch} loss {tot / len(tr):.4f} text->image R@1 {recall_at_1(model, va, device):.4f}')


if __name__ == '__main__':
    main()
