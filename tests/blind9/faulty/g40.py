# 영화 장르 예측: 한 영화가 여러 장르를 가질 수 있다
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

GENRES = ["드라마", "코미디", "액션", "공포", "로맨스", "SF"]


def movies(n, gen):
    tags = torch.randn(n, 24, generator=gen)
    g = torch.Generator().manual_seed(100)
    direction = torch.randn(24, len(GENRES), generator=g) / 24 ** 0.5
    logits = 6.0 * (tags @ direction) - 0.5
    return tags, (torch.rand(logits.shape, generator=gen) < torch.sigmoid(logits)).float()


class GenreNet(nn.Module):
    def __init__(self, n_tags, n_genres):
        super().__init__()
        self.hidden = nn.Linear(n_tags, 48)
        self.genre = nn.Linear(48, n_genres)
        self.out = nn.Softmax(dim=1)

    def forward(self, x):
        return self.out(self.genre(torch.relu(self.hidden(x))))


def f1(p, y):
    guess = (p > 0.5).float()
    tp = (guess * y).sum()
    return (2 * tp / (guess.sum() + y.sum())).item()


def main():
    torch.manual_seed(7)
    gen = torch.Generator().manual_seed(7)
    train = TensorDataset(*movies(2000, gen))
    xv, yv = movies(600, gen)
    net = GenreNet(24, len(GENRES))
    loss_fn = nn.BCELoss()
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)
    for epoch in range(20):
        net.train()
        total = 0.0
        for x, y in DataLoader(train, batch_size=50, shuffle=True):
            opt.zero_grad()
            loss = loss_fn(net(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(x)
        if epoch % 4 == 3:
            net.eval()
            with torch.no_grad():
                p = net(xv)
            print(f"에폭 {epoch + 1}: 손실 {total / len(train):.4f}, 검증 F1 {f1(p, yv):.4f}, "
                  f"전체 정확도 {((p > 0.5).float() == yv).float().mean().item():.4f}")


main()
