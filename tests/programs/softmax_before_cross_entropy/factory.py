import torch
import torch.nn as nn
import torch.optim as optim


def make_blobs(n_per_class, n_classes, dim, generator):
    centres = torch.randn(n_classes, dim, generator=generator) * 2
    X = torch.cat([c + torch.randn(n_per_class, dim, generator=generator) for c in centres])
    y = torch.arange(n_classes).repeat_interleave(n_per_class)
    return X, y


def create_model(input_dim, num_classes, hidden_dims=(64, 32)):
    """Return a fresh classifier."""

    class FeedForward(nn.Module):
        def __init__(self):
            super().__init__()
            dims = (input_dim, *hidden_dims)
            self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(dims[:-1], dims[1:])])
            self.output = nn.Linear(dims[-1], num_classes)

        def forward(self, x):
            for layer in self.layers:
                x = torch.tanh(layer(x))
            scores = self.output(x)
            return torch.softmax(scores, dim=1)

    return FeedForward()


def run(seed=0, steps=200, batch_size=64):
    g = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    X, y = make_blobs(200, 6, 8, g)
    order = torch.randperm(len(X), generator=g)
    X, y = X[order], y[order]
    n_train = int(0.8 * len(X))

    model = create_model(8, 6)
    loss_function = nn.CrossEntropyLoss()
    optimizer = optim.RMSprop(model.parameters(), lr=1e-3)

    for step in range(1, steps + 1):
        idx = torch.randint(0, n_train, (batch_size,), generator=g)
        output = model(X[idx])
        loss = loss_function(output, y[idx])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 40 == 0:
            print(f"step {step:4d} loss {loss.item():.4f}")

    with torch.no_grad():
        accuracy = (model(X[n_train:]).argmax(1) == y[n_train:]).float().mean()
    return accuracy.item()


if __name__ == "__main__":
    accuracies = [run(seed) for seed in range(3)]
    print("held-out accuracy:", ", ".join(f"{a:.3f}" for a in accuracies))
