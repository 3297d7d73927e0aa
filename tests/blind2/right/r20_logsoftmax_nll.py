"""Language identification from letter trigrams (toy words)."""
import random

import torch
import torch.nn as nn

SYLLABLES = {
    "nordic": ["sk", "fj", "or", "en", "ta", "vik", "ber", "ho"],
    "latin": ["io", "la", "re", "mo", "ti", "cia", "ne", "ra"],
    "slavic": ["sz", "cz", "ow", "ka", "dr", "zi", "mi", "ya"],
}
LANGS = sorted(SYLLABLES)
COUNTS = {"nordic": 600, "latin": 300, "slavic": 150}
BUCKETS = 512


def word(lang, rng):
    return "".join(rng.choice(SYLLABLES[lang]) for _ in range(rng.randint(2, 4)))


def bag(w):
    v = torch.zeros(BUCKETS)
    w = f"^{w}$"
    for i in range(len(w) - 1):
        v[sum(ord(c) * 31 ** k for k, c in enumerate(w[i:i + 2])) % BUCKETS] += 1
    return v


def corpus(seed):
    rng = random.Random(seed)
    rows = [(bag(word(l, rng)), LANGS.index(l)) for l in LANGS for _ in range(COUNTS[l])]
    rng.shuffle(rows)
    x, y = zip(*rows)
    return torch.stack(x), torch.tensor(y)


class LangId(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(BUCKETS, 32), nn.ReLU(), nn.Linear(32, len(LANGS)))
        self.norm = nn.LogSoftmax(dim=-1)

    def forward(self, x):
        return self.norm(self.fc(x))


def main():
    torch.manual_seed(0)
    X, y = corpus(0)
    Xv, yv = corpus(1)
    weight = len(y) / (len(LANGS) * torch.bincount(y).float())
    criterion = nn.NLLLoss(weight=weight)
    model = LangId()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(6):
        model.train()
        total, mass = 0.0, 0.0
        for idx in torch.randperm(len(y)).split(50):
            opt.zero_grad()
            loss = criterion(model(X[idx]), y[idx])
            loss.backward()
            opt.step()
            w = weight[y[idx]].sum().item()      # the weighted loss is a mean over the weights
            total, mass = total + loss.item() * w, mass + w
        print(f"epoch {epoch} weighted nll {total / mass:.4f}")
    model.eval()
    with torch.no_grad():
        p = model(Xv).exp()
    recall = [((p.argmax(1) == k) & (yv == k)).sum().item() / (yv == k).sum().item() for k in range(len(LANGS))]
    print("recall per language", dict(zip(LANGS, [round(r, 3) for r in recall])), "rows sum to", round(p.sum(1).mean().item(), 4))


if __name__ == "__main__":
    main()
