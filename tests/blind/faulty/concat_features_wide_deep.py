from dataclasses import dataclass

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


@dataclass(frozen=True)
class Dims:
    n_city: int = 12
    n_job: int = 7
    city_emb: int = 6
    job_emb: int = 4
    n_numeric: int = 5
    hidden: int = 24


class Loans(Dataset):
    def __init__(self, n: int, dims: Dims):
        self.city = torch.randint(0, dims.n_city, (n,))
        self.job = torch.randint(0, dims.n_job, (n,))
        self.num = torch.randn(n, dims.n_numeric)
        score = self.num[:, 0] - self.num[:, 1] + 0.3 * (self.city % 3) - 0.2 * self.job
        self.y = (score > score.median()).float().unsqueeze(1)

    def __len__(self) -> int:
        return len(self.y)

    def __getitem__(self, i: int):
        return self.city[i], self.job[i], self.num[i], self.y[i]


class WideAndDeep(nn.Module):
    def __init__(self, d: Dims):
        super().__init__()
        self.city = nn.Embedding(d.n_city, d.city_emb)
        self.job = nn.Embedding(d.n_job, d.job_emb)
        self.wide = nn.Linear(d.n_numeric, 1)
        self.deep = nn.Sequential(
            nn.Linear(d.city_emb + d.n_numeric, d.hidden),
            nn.ReLU(),
            nn.Linear(d.hidden, 1),
        )

    def forward(self, city, job, num):
        z = torch.cat([self.city(city), self.job(job), num], dim=1)
        return self.wide(num) + self.deep(z)


def main() -> None:
    torch.manual_seed(0)
    dims = Dims()
    loader = DataLoader(Loans(400, dims), batch_size=40, shuffle=True)
    model = WideAndDeep(dims)
    loss_fn = nn.BCEWithLogitsLoss()
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(3):
        running = 0.0
        for city, job, num, y in loader:
            opt.zero_grad()
            loss = loss_fn(model(city, job, num), y)
            loss.backward()
            opt.step()
            running += loss.item()
        print(epoch, running / len(loader))


if __name__ == "__main__":
    main()
