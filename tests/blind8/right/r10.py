import math
from dataclasses import dataclass
from typing import Optional
import torch
from torch import nn
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR
from torch.utils.data import DataLoader, Dataset


@dataclass
class Output:
    loss: Optional[torch.Tensor]
    logits: torch.Tensor


def get_linear_schedule_with_warmup(optimizer, num_warmup_steps, num_training_steps):
    def lr_lambda(step):
        if step < num_warmup_steps:
            return step / max(1, num_warmup_steps)
        return max(0.0, (num_training_steps - step) / max(1, num_training_steps - num_warmup_steps))
    return LambdaLR(optimizer, lr_lambda)


class Parity(Dataset):
    def __init__(self, n, seed, length=6):
        g = torch.Generator().manual_seed(seed)
        self.ids = torch.randint(1, 5, (n, length), generator=g)
        self.labels = ((self.ids == 3).sum(1) >= 2).long()

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return {'input_ids': self.ids[i], 'labels': self.labels[i]}


class TinyEncoder(nn.Module):
    def __init__(self, vocab=5, d=32, num_labels=2):
        super().__init__()
        self.emb = nn.Embedding(vocab, d)
        layer = nn.TransformerEncoderLayer(d, 4, 64, dropout=0.1, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 1)
        self.classifier = nn.Linear(d, num_labels)

    def forward(self, input_ids, labels=None):
        logits = self.classifier(self.encoder(self.emb(input_ids)).mean(1))
        loss = nn.functional.cross_entropy(logits, labels) if labels is not None else None
        return Output(loss, logits)


def main():
    torch.manual_seed(0)
    device = torch.device('cuda') if torch.cuda.is_available() else torch.device('cpu')
    train_dl = DataLoader(Parity(1000, 0), shuffle=True, batch_size=32)
    eval_dl = DataLoader(Parity(300, 1), batch_size=64)
    model = TinyEncoder()
    optimizer = AdamW(model.parameters(), lr=3e-3)
    num_epochs = 4
    num_training_steps = num_epochs * len(train_dl)
    lr_scheduler = get_linear_schedule_with_warmup(optimizer, math.ceil(0.1 * num_training_steps), num_training_steps)
    model.to(device)
    model.train()
    for epoch in range(num_epochs):
        for batch in train_dl:
            batch = {k: v.to(device) for k, v in batch.items()}
            outputs = model(**batch)
            loss = outputs.loss
            loss.backward()
            optimizer.step()
            lr_scheduler.step()
            optimizer.zero_grad()
    model.eval()
    hits = 0
    for batch in eval_dl:
        batch = {k: v.to(device) for k, v in batch.items()}
        with torch.no_grad():
            outputs = model(**batch)
        predictions = torch.argmax(outputs.logits, dim=-1)
        hits += (predictions == batch['labels']).sum().item()
    print(f'loss {loss.item():.4f} accuracy {hits / len(eval_dl.dataset):.4f}')


if __name__ == '__main__':
    main()
