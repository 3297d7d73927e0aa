# 품사 태깅 흉내: 길이 6의 토큰열, 태그 6종
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(12)
SEQ_LEN = 6
NUM_TAGS = 6
VOCAB = 60


def generate(n):
    tokens = torch.randint(0, VOCAB, (n, SEQ_LEN))
    prev = torch.roll(tokens, 1, dims=1)
    prev[:, 0] = 0
    tags = (tokens // 20) * 2 + (prev % 2)
    return TensorDataset(tokens, tags)


class BiTagger(nn.Module):
    def __init__(self, emb=24, hid=32):
        super().__init__()
        self.emb = nn.Embedding(VOCAB, emb)
        self.lstm = nn.LSTM(emb, hid, batch_first=True, bidirectional=True)
        self.proj = nn.Linear(2 * hid, NUM_TAGS)

    def forward(self, tok):
        h, _ = self.lstm(self.emb(tok))
        return self.proj(h)  # (배치, 길이, 태그)


model = BiTagger()
opt = torch.optim.Adam(model.parameters(), lr=3e-3)
criterion = nn.CrossEntropyLoss()
train_dl = DataLoader(generate(2000), batch_size=50, shuffle=True)
test_dl = DataLoader(generate(400), batch_size=100)

for epoch in range(6):
    model.train()
    total, n = 0.0, 0
    for tok, tag in train_dl:
        opt.zero_grad()
        out = model(tok)
        loss = criterion(out, tag)
        loss.backward()
        opt.step()
        total += loss.item() * len(tok)
        n += len(tok)
    print(f"에폭 {epoch + 1}: {total / n:.4f}")

model.eval()
ok = all_ = 0
with torch.no_grad():
    for tok, tag in test_dl:
        ok += (model(tok).argmax(-1) == tag).sum().item()
        all_ += tag.numel()
print("태그 정확도", ok / all_)
