import torch
from torch import nn

torch.manual_seed(0)
SIGNS, LENGTH, BEGIN = 8, 6, 8
data = torch.randint(0, SIGNS, (1000, LENGTH))
train, held_out = data[:900], data[900:]


class Translator(nn.Module):
    def __init__(self, width=48):
        super().__init__()
        self.letters = nn.Embedding(SIGNS + 1, width)
        self.places = nn.Parameter(0.1 * torch.randn(LENGTH, width))
        self.encoder = nn.GRU(width, width, batch_first=True)
        self.decoder = nn.GRU(width, width, batch_first=True)
        self.out = nn.Linear(2 * width, SIGNS)

    def encode(self, source):
        return self.encoder(self.letters(source) + self.places)

    def decode(self, given, memory, state):
        hidden, state = self.decoder(self.letters(given) + self.places[: given.shape[1]], state)
        weights = (hidden @ memory.transpose(1, 2) / memory.shape[2] ** 0.5).softmax(2)
        return self.out(torch.cat([hidden, weights @ memory], 2)).softmax(2), state

    def forward(self, source, target):
        memory, state = self.encode(source)
        begin = torch.full((len(source), 1), BEGIN)
        return self.decode(torch.cat([begin, target[:, :-1]], 1), memory, state)[0]


model = Translator()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
for epoch in range(12):
    model.train()
    for rows in torch.randperm(len(train)).split(60):
        source, target = train[rows], train[rows].flip(1)
        logits = model(source, target)  # (N, T, C)
        loss = nn.functional.cross_entropy(logits.transpose(1, 2), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

model.eval()
with torch.no_grad():
    memory, state = model.encode(held_out)
    told = torch.full((len(held_out), 1), BEGIN)
    for _ in range(LENGTH):
        logits, _ = model.decode(told, memory, state)
        told = torch.cat([told, logits[:, -1:].argmax(2)], 1)
print(loss.item(), (told[:, 1:] == held_out.flip(1)).float().mean().item())
