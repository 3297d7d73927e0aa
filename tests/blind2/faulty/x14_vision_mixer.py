import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

N_TOKENS, DIM = 16, 16


def patchify(images):
    # (N, 8, 8) -> (N, 16, 4): 2x2 patches
    n = images.shape[0]
    p = images.reshape(n, 4, 2, 4, 2).permute(0, 1, 3, 2, 4)
    return p.reshape(n, N_TOKENS, 4)


class MixerBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(DIM)
        self.norm2 = nn.LayerNorm(DIM)
        self.token_mlp = nn.Sequential(nn.Linear(N_TOKENS, 32), nn.GELU(), nn.Linear(32, N_TOKENS))
        self.channel_mlp = nn.Sequential(nn.Linear(DIM, 32), nn.GELU(), nn.Linear(32, DIM))

    def mix_tokens(self, x):
        tokens = self.norm1(x)
        tokens.transpose(1, 2)
        tokens = self.token_mlp(tokens)
        tokens.transpose(1, 2)
        return x + tokens

    def forward(self, x):
        x = self.mix_tokens(x)
        return x + self.channel_mlp(self.norm2(x))


class Mixer(nn.Module):
    def __init__(self, depth=2):
        super().__init__()
        self.embed = nn.Linear(4, DIM)
        self.blocks = nn.Sequential(*[MixerBlock() for _ in range(depth)])
        self.head = nn.Linear(DIM, 10)

    def forward(self, images):
        x = self.blocks(self.embed(patchify(images)))
        return self.head(x.mean(dim=1))


def main():
    torch.manual_seed(4)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16.0, y, test_size=0.2, random_state=4, stratify=y)
    f = lambda a: torch.tensor(a, dtype=torch.float32).reshape(-1, 8, 8)
    X_tr, X_te, y_tr, y_te = f(X_tr), f(X_te), torch.tensor(y_tr), torch.tensor(y_te)
    model = Mixer()
    opt = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for epoch in range(12):
        model.train()
        total = 0.0
        for idx in torch.randperm(len(X_tr)).split(64):
            opt.zero_grad()
            loss = F.cross_entropy(model(X_tr[idx]), y_tr[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        print(f"epoch {epoch} loss {total / len(X_tr):.4f}")
    model.eval()
    with torch.no_grad():
        print("test accuracy", (model(X_te).argmax(1) == y_te).float().mean().item())


if __name__ == "__main__":
    main()
