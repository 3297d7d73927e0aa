# The adding problem (Hochreiter & Schmidhuber) with a plain recurrent network
import torch
import torch.nn as nn


class ReluRNN(nn.Module):
    def __init__(self, input_size=2, hidden_size=64):
        super().__init__()
        self.rnn = nn.RNN(input_size, hidden_size, nonlinearity='relu', batch_first=True)
        self.readout = nn.Linear(hidden_size, 1)
        self.reset_parameters()

    def reset_parameters(self):
        nn.init.xavier_normal_(self.rnn.weight_ih_l0)
        nn.init.normal_(self.rnn.weight_hh_l0, std=0.2)
        nn.init.zeros_(self.rnn.bias_ih_l0)
        nn.init.zeros_(self.rnn.bias_hh_l0)

    def forward(self, x):
        out, h = self.rnn(x)
        return self.readout(out[:, -1]).squeeze(-1)


def adding_batch(n, length, generator):
    values = torch.rand(n, length, generator=generator)
    marks = torch.zeros(n, length)
    first = torch.randint(0, length // 2, (n,), generator=generator)
    second = torch.randint(length // 2, length, (n,), generator=generator)
    rows = torch.arange(n)
    marks[rows, first] = 1.0
    marks[rows, second] = 1.0
    target = values[rows, first] + values[rows, second]
    return torch.stack([values, marks], dim=-1), target


def main(length=50, steps=400, batch_size=64):
    torch.manual_seed(3)
    g = torch.Generator().manual_seed(3)
    x_val, y_val = adding_batch(300, length, torch.Generator().manual_seed(33))
    model = ReluRNN()
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    window = []
    for step in range(1, steps + 1):
        model.train()
        x, y = adding_batch(batch_size, length, g)
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        window.append(loss.item())
        if step % 50 == 0:
            model.eval()
            with torch.no_grad():
                val = criterion(model(x_val), y_val).item()
            print(f"step {step:4d}  train {sum(window) / len(window):.4g}  val {val:.4g}  (variance {y_val.var():.3f})")
            window = []


if __name__ == "__main__":
    main()
