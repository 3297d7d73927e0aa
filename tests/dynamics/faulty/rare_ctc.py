import torch
from torch import nn

torch.manual_seed(0)
LETTERS, FRAMES = 5, 24
shapes = torch.randn(LETTERS + 1, 8)


def word(length):
    letters = torch.randint(1, LETTERS + 1, (length,))
    frames = torch.cat([shapes[one].repeat(int(torch.randint(2, 5, (1,))), 1) for one in letters])
    padded = torch.zeros(FRAMES, 8)
    padded[: len(frames)] = frames
    return padded + 0.3 * torch.randn(FRAMES, 8), letters


words = [word(int(torch.randint(3, 6, (1,)))) for _ in range(400)]


def batch_of(rows):
    frames = torch.stack([words[at][0] for at in rows], 1)  # (T, N, 8)
    letters = torch.cat([words[at][1] for at in rows])
    return frames, letters, torch.tensor([len(words[at][1]) for at in rows])


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.GRU(8, 32, bidirectional=True)
        self.head = nn.Linear(64, LETTERS + 1)

    def forward(self, frames):
        return self.head(self.layer(frames)[0]).log_softmax(2)


model = Reader()
ctc = nn.CTCLoss(blank=0)
optimizer = torch.optim.Adam(model.parameters(), lr=0.5)
for epoch in range(10):
    model.train()
    for rows in torch.randperm(320).split(32):
        frames, letters, lengths = batch_of(rows.tolist())
        loss = ctc(model(frames), letters, torch.full((len(rows),), FRAMES), lengths)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()

model.eval()
with torch.no_grad():
    frames, letters, lengths = batch_of(list(range(320, 400)))
    best = model(frames).argmax(2)
    right = 0
    for at, truth in enumerate(letters.split(lengths.tolist())):
        path = torch.unique_consecutive(best[:, at])
        right += torch.equal(path[path > 0], truth)
print(loss.item(), right / 80)
