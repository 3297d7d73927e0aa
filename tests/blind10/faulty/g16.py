import torch
import torch.nn as nn
from torch.utils.data import TensorDataset, DataLoader

torch.manual_seed(99)


class SentimentGRU(nn.Module):
    """토큰 시퀀스 -> 긍정 / 부정"""

    def __init__(self, vocab_size, emb_dim=16, hidden_dim=32, num_classes=2):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, emb_dim, padding_idx=0)
        self.gru = nn.GRU(emb_dim, hidden_dim, num_layers=1)
        self.dropout = nn.Dropout(0.2)
        self.fc = nn.Linear(hidden_dim, num_classes)

    def forward(self, x):
        # x: (배치, 길이)
        emb = self.embedding(x)
        out, _ = self.gru(emb)
        last = out[:, -1, :]
        return self.fc(self.dropout(last))


def make_reviews(n, length=12, vocab=50):
    """1..10은 긍정 단어, 11..20은 부정 단어, 나머지는 중립"""
    x = torch.randint(1, vocab, (n, length))
    score = ((x <= 10).float() - ((x > 10) & (x <= 20)).float()).sum(1)
    keep = score != 0
    return x[keep], (score[keep] > 0).long()


x, y = make_reviews(3000)
n_train = int(0.8 * len(x))
train_loader = DataLoader(TensorDataset(x[:n_train], y[:n_train]), batch_size=32, shuffle=True)
valid_loader = DataLoader(TensorDataset(x[n_train:], y[n_train:]), batch_size=32)

model = SentimentGRU(vocab_size=50)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)

for epoch in range(10):
    model.train()
    train_loss = 0
    for 문장, 라벨 in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(문장), 라벨)
        loss.backward()
        optimizer.step()
        train_loss += loss.item()

    model.eval()
    correct = 0
    with torch.no_grad():
        for 문장, 라벨 in valid_loader:
            correct += (model(문장).argmax(dim=1) == 라벨).sum().item()
    print(f'[에폭 {epoch + 1}] 학습 손실: {train_loss / len(train_loader):.4f} / '
          f'검증 정확도: {correct / len(valid_loader.dataset):.4f}')
