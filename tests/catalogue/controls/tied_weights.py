import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class TiedLanguageModel(nn.Module):
    def __init__(self, vocab, dim=32):
        super().__init__()
        self.embedding = nn.Embedding(vocab, dim)
        self.rnn = nn.GRU(dim, dim, batch_first=True)
        self.decoder = nn.Linear(dim, vocab, bias=False)
        self.decoder.weight = self.embedding.weight

    def forward(self, x):
        out, _ = self.rnn(self.embedding(x))
        return self.decoder(out)


def main():
    torch.manual_seed(0)
    vocab = 15
    start = torch.randint(0, vocab, (400, 1))
    step = torch.randint(1, 4, (400, 1))
    seq = (start + step * torch.arange(9)) % vocab
    inputs, targets = seq[:, :-1], seq[:, 1:]
    loader = DataLoader(TensorDataset(inputs, targets), batch_size=40, shuffle=True)
    model = TiedLanguageModel(vocab)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(6):
        for x, y in loader:
            optimizer.zero_grad()
            logits = model(x)
            loss = criterion(logits.reshape(-1, vocab), y.reshape(-1))
            loss.backward()
            optimizer.step()
        print(epoch, loss.item())


if __name__ == "__main__":
    main()
