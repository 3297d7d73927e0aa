import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

BAG, DIM, CLASSES = 6, 10, 3


def make_bags(n, seed):
    """In each bag only two of six instances carry the class, the others are noise."""
    g = torch.Generator().manual_seed(seed)
    prototypes = torch.randn(CLASSES, DIM, generator=torch.Generator().manual_seed(123)) * 2
    label = torch.randint(0, CLASSES, (n,), generator=g)
    bags = torch.randn(n, BAG, DIM, generator=g)
    bags[:, :2] += prototypes[label].unsqueeze(1)
    order = torch.rand(n, BAG, generator=g).argsort(dim=1)
    return torch.gather(bags, 1, order.unsqueeze(-1).expand(-1, -1, DIM)), label


class AttentionMIL(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Linear(DIM, 32), nn.ReLU())
        self.attention = nn.Sequential(nn.Linear(32, 16), nn.Tanh(), nn.Linear(16, 1))
        self.classifier = nn.Linear(32, CLASSES)

    def forward(self, bags):
        h = self.features(bags)                                      # (N, B, H)
        attn = torch.softmax(self.attention(h).squeeze(-1), dim=1)   # (N, B), rows sum to 1
        return self.classifier(h), attn                              # logits (N, B, C)


def bag_loss(logits, attn, label):
    n, b, c = logits.shape
    instance_labels = label.repeat_interleave(b)
    per_sample_ce = F.cross_entropy(logits.reshape(n * b, c), instance_labels, reduction="none").view(n, b)
    return (attn * per_sample_ce).sum(dim=1).mean()


def main():
    torch.manual_seed(0)
    train_bags, train_labels = make_bags(1200, seed=0)
    test_bags, test_labels = make_bags(300, seed=1)
    loader = DataLoader(TensorDataset(train_bags, train_labels), batch_size=60, shuffle=True)

    model = AttentionMIL()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(1, 7):
        total = 0.0
        for bags, label in loader:
            logits, attn = model(bags)
            loss = bag_loss(logits, attn, label)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        with torch.no_grad():
            logits, attn = model(test_bags)
            bag_logits = (attn.unsqueeze(-1) * logits).sum(dim=1)
            accuracy = (bag_logits.argmax(dim=1) == test_labels).float().mean().item()
        print(f"epoch {epoch}: loss {total / len(loader):.4f}  bag accuracy {accuracy:.4f}")


if __name__ == "__main__":
    main()
