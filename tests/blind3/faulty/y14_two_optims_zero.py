import torch
import torch.nn as nn
import torch.nn.functional as F


class BagClassifier(nn.Module):
    def __init__(self, vocab=200, dim=16, classes=4):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.mlp = nn.Sequential(nn.Linear(dim, 32), nn.ReLU(), nn.Linear(32, classes))

    def forward(self, x):
        return self.mlp(self.emb(x).mean(1))


class Loop:
    def __init__(self, model, lr_emb=0.5, lr=0.05):
        self.model = model
        self.opts = {
            "emb": torch.optim.SGD(model.emb.parameters(), lr=lr_emb),
            "rest": torch.optim.SGD(model.mlp.parameters(), lr=lr, momentum=0.9),
        }

    def begin(self):
        self.opts["rest"].zero_grad()

    def end(self):
        for name in ("emb", "rest"):
            self.opts[name].step()

    def epoch(self, x, y, bs=40):
        self.model.train()
        total = 0.0
        for idx in torch.randperm(len(y)).split(bs):
            self.begin()
            loss = F.cross_entropy(self.model(x[idx]), y[idx])
            loss.backward()
            self.end()
            total += loss.item() * len(idx)
        return total / len(y)


def corpus(n, probs, g):
    y = torch.randint(0, 4, (n,), generator=g)
    return torch.multinomial(probs[y], 15, replacement=True, generator=g), y


def main():
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(0)
    probs = torch.softmax(1.2 * torch.randn(4, 200, generator=g), dim=1)
    x, y = corpus(2000, probs, g)
    xv, yv = corpus(500, probs, g)
    model = BagClassifier()
    loop = Loop(model)
    for e in range(15):
        loss = loop.epoch(x, y)
        if e % 3 == 2:
            print(f"epoch {e + 1} loss {loss:.4f} |emb| {model.emb.weight.detach().norm():.1f}")
    model.eval()
    with torch.no_grad():
        print("val accuracy", (model(xv).argmax(1) == yv).float().mean().item())


if __name__ == "__main__":
    main()
