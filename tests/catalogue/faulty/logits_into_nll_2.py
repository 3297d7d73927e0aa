import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


class BagOfWords(nn.Module):
    """단어 임베딩의 평균으로 문장을 분류한다"""

    def __init__(self, vocab=50, dim=16, classes=3):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.fc = nn.Linear(dim, classes)

    def forward(self, tokens):
        return self.fc(self.emb(tokens).mean(dim=1))


def make_sentences(n, vocab=50, length=12):
    labels = torch.randint(0, 3, (n,))
    tokens = torch.randint(0, vocab, (n, length))
    topic = labels.unsqueeze(1) * 10 + torch.randint(0, 10, (n, 4))
    tokens[:, :4] = topic
    return tokens, labels


def main():
    parser = argparse.ArgumentParser(description="문장 분류")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--batch-size", type=int, default=50)
    opt = parser.parse_args()
    torch.manual_seed(0)
    tokens, labels = make_sentences(1000)
    loader = DataLoader(TensorDataset(tokens, labels), batch_size=opt.batch_size, shuffle=True)
    model = BagOfWords()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for epoch in range(opt.epochs):
        for batch, target in loader:
            optimizer.zero_grad()
            loss = F.nll_loss(model(batch), target)
            loss.backward()
            optimizer.step()
        print(f"{epoch + 1} 에폭 손실 {loss.item():.3f}")


if __name__ == "__main__":
    main()
