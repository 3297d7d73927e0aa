"""An LSTM over token ids, its last state classified."""

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class SentimentLSTM(nn.Module):
    def __init__(self, vocab_size=100, embed_dim=16, hidden_dim=32, num_classes=2):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_dim, padding_idx=0)
        self.lstm = nn.LSTM(embed_dim, hidden_dim, batch_first=True)
        self.dropout = nn.Dropout(0.3)
        self.fc = nn.Linear(hidden_dim, num_classes)

    def forward(self, tokens):
        embedded = self.embedding(tokens)
        out, _ = self.lstm(embedded)
        return self.fc(self.dropout(out[:, -1]))


torch.manual_seed(0)
tokens = torch.randint(1, 100, (600, 20))
labels = (tokens < 50).sum(dim=1).gt(10).long()
train_loader = DataLoader(TensorDataset(tokens[:500], labels[:500]), batch_size=50, shuffle=True)
test_loader = DataLoader(TensorDataset(tokens[500:], labels[500:]), batch_size=50)

net = SentimentLSTM()
loss_fn = nn.CrossEntropyLoss()
opt = torch.optim.Adam(net.parameters(), lr=2e-3)

for epoch in range(5):
    net.train()
    epoch_loss = 0.0
    for batch, target in train_loader:
        opt.zero_grad()
        logits = net(batch)
        loss = loss_fn(logits, target)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        epoch_loss += loss.item()
    print(f"epoch {epoch + 1}: {epoch_loss / len(train_loader):.4f}")

net.eval()
hits = 0
with torch.no_grad():
    for batch, target in test_loader:
        _, predicted = torch.max(net(batch), 1)
        hits += (predicted == target).sum().item()
print("accuracy", hits / 100)
