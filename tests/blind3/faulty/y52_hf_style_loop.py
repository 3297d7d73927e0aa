import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from transformers import AutoTokenizer, get_linear_schedule_with_warmup
from datasets import load_dataset

device = torch.device("cuda")


class SmallEncoder(nn.Module):
    def __init__(self, vocab_size, num_labels, dim=128, heads=4, layers=2, max_len=128):
        super().__init__()
        self.tok = nn.Embedding(vocab_size, dim, padding_idx=0)
        self.pos = nn.Embedding(max_len, dim)
        layer = nn.TransformerEncoderLayer(dim, heads, 256, dropout=0.1, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, layers)
        self.head = nn.Linear(dim, num_labels)

    def forward(self, input_ids, attention_mask):
        positions = torch.arange(input_ids.size(1))
        h = self.tok(input_ids) + self.pos(positions)
        h = self.encoder(h, src_key_padding_mask=attention_mask == 0)
        weight = attention_mask.unsqueeze(-1).float()
        return self.head((h * weight).sum(1) / weight.sum(1))


def main():
    torch.manual_seed(42)
    tokenizer = AutoTokenizer.from_pretrained("distilbert-base-uncased")
    raw = load_dataset("imdb")

    def collate(rows):
        enc = tokenizer([r["text"] for r in rows], padding=True, truncation=True, max_length=128, return_tensors="pt")
        return enc["input_ids"], enc["attention_mask"], torch.tensor([r["label"] for r in rows])

    split = raw["train"].train_test_split(test_size=0.1, seed=42)
    train_dl = DataLoader(split["train"], batch_size=32, shuffle=True, collate_fn=collate)
    eval_dl = DataLoader(split["test"], batch_size=64, collate_fn=collate)
    model = SmallEncoder(tokenizer.vocab_size, 2).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
    epochs = 3
    scheduler = get_linear_schedule_with_warmup(optimizer, 100, epochs * len(train_dl))
    for epoch in range(epochs):
        model.train()
        for step, (ids, mask, labels) in enumerate(train_dl):
            ids, mask, labels = ids.to(device), mask.to(device), labels.to(device)
            loss = F.cross_entropy(model(ids, mask), labels)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            scheduler.step()
            if step % 100 == 0:
                print(f"epoch {epoch} step {step} loss {loss.item():.4f}")
        model.eval()
        good = 0
        with torch.no_grad():
            for ids, mask, labels in eval_dl:
                good += (model(ids.to(device), mask.to(device)).argmax(1).cpu() == labels).sum().item()
        print(f"epoch {epoch} eval accuracy {good / len(split['test']):.4f}")


if __name__ == "__main__":
    main()
