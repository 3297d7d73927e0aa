import torch
import torch.nn as nn
import torch.nn.functional as F
from scipy.stats import kendalltau
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split


class Scorer(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d, 24), nn.ReLU(), nn.Linear(24, 1))

    def forward(self, x):
        return self.net(x).squeeze(-1)


def ranknet_loss(scores, relevance):
    diff = scores.unsqueeze(1) - scores.unsqueeze(0)
    order = torch.sign(relevance.unsqueeze(1) - relevance.unsqueeze(0))
    pairs = torch.triu(order != 0, diagonal=1)
    target = (order[pairs] + 1) / 2
    return F.binary_cross_entropy_with_logits(diff[pairs], target)


class RankTrainer:
    def __init__(self, model, lr=3e-3, weight_decay=1e-3):
        self.model = model
        self.opt = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=weight_decay)

    def epoch(self, x, r, bs=32):
        self.model.train()
        total, n = 0.0, 0
        for idx in torch.randperm(len(r)).split(bs):
            if len(idx) < 2:
                continue
            loss = ranknet_loss(self.model(x[idx]), r[idx])
            self.opt.zero_grad()
            loss.backward()
            self.opt.step()
            total += loss.item() * len(idx)
            n += len(idx)
        return total / n

    @torch.no_grad()
    def tau(self, x, r):
        self.model.eval()
        return kendalltau(self.model(x).numpy(), r.numpy()).statistic


def main():
    torch.manual_seed(0)
    X, y = load_diabetes(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=0)
    m, s = X_tr.mean(0), X_tr.std(0)
    f = lambda a: torch.tensor(a, dtype=torch.float32)
    X_tr, X_te, y_tr, y_te = f((X_tr - m) / s), f((X_te - m) / s), f(y_tr), f(y_te)
    trainer = RankTrainer(Scorer(10))
    for e in range(25):
        loss = trainer.epoch(X_tr, y_tr)      # the targets' scale does not matter: only their order is used
        if e % 6 == 0:
            print(f"epoch {e} loss {loss:.4f} tau on train {trainer.tau(X_tr, y_tr):.3f}")
    print(f"tau on test {trainer.tau(X_te, y_te):.3f}")


if __name__ == "__main__":
    main()
