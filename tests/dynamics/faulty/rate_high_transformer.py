import torch
from torch import nn

torch.manual_seed(0)


class Order(nn.Module):
    """Is a sequence of letters sorted?"""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(10, 32)
        self.place = nn.Embedding(8, 32)
        self.body = nn.TransformerEncoder(nn.TransformerEncoderLayer(32, 4, 64, dropout=0.1, batch_first=True), 2)
        self.out = nn.Linear(32, 2)

    def forward(self, x):
        return self.out(self.body(self.embed(x) + self.place(torch.arange(x.shape[1]))).mean(1))


model = Order()
opt = torch.optim.Adam(model.parameters(), lr=0.1)
for step in range(200):
    x = torch.randint(0, 10, (64, 8))
    half = torch.rand(64) < 0.5
    x[half] = x[half].sort(1).values
    loss = nn.functional.cross_entropy(model(x), half.long())
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step % 50 == 0:
        print(step, loss.item())
