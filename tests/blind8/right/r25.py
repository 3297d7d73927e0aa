import torch
from torch import nn


class Sequence(nn.Module):
    """After the time_sequence_prediction example."""

    def __init__(self, hidden=16):
        super().__init__()
        self.hidden = hidden
        self.lstm1 = nn.LSTMCell(1, hidden)
        self.linear = nn.Linear(hidden, 1)

    def forward(self, input, future=0):
        outputs = []
        h_t = torch.zeros(input.size(0), self.hidden, dtype=input.dtype)
        c_t = torch.zeros(input.size(0), self.hidden, dtype=input.dtype)
        for input_t in input.split(1, dim=1):
            h_t, c_t = self.lstm1(input_t, (h_t, c_t))
            output = self.linear(h_t)
            outputs += [output]
        for _ in range(future):
            h_t, c_t = self.lstm1(output, (h_t, c_t))
            output = self.linear(h_t)
            outputs += [output]
        return torch.cat(outputs, dim=1)


def main():
    torch.manual_seed(0)
    t = torch.arange(60).double()
    phase = torch.rand(20, 1, dtype=torch.double) * 6
    data = torch.sin(t / 4 + phase)
    input, target = data[3:, :-1], data[3:, 1:]
    test_input, test_target = data[:3, :-1], data[:3, 1:]
    seq = Sequence().double()
    criterion = nn.MSELoss()
    optimizer = torch.optim.LBFGS(seq.parameters(), lr=0.8, max_iter=10)

    def closure():
        optimizer.zero_grad()
        out = seq(input)
        loss = criterion(out, target)
        loss.backward()
        return loss

    for i in range(5):
        loss = optimizer.step(closure)
        with torch.no_grad():
            pred = seq(test_input, future=10)
            test = criterion(pred[:, :-10], test_target)
        print(f'STEP {i} loss {loss.item():.5f} test loss {test.item():.5f}')


if __name__ == '__main__':
    main()
