import torch
import torch.nn as nn

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)

# a damped oscillation with a little noise
t = torch.linspace(0, 4, 200).unsqueeze(1)
signal = torch.exp(-0.5 * t) * torch.cos(5 * t) + 0.02 * torch.randn_like(t)

model = nn.Sequential(nn.Linear(1, 24), nn.Tanh(), nn.Linear(24, 24), nn.Tanh(), nn.Linear(24, 1))
criterion = nn.MSELoss()
optimizer = torch.optim.LBFGS(model.parameters(), lr=1.0, max_iter=10, history_size=20, line_search_fn="strong_wolfe")

calls = 0


def closure():
    global calls
    calls += 1
    optimizer.zero_grad()
    out = model(t)
    loss = criterion(out, signal)
    loss.backward()
    return loss


for step in range(30):
    loss = optimizer.step(closure)
    if step % 5 == 4:
        print(f"step {step + 1:2d}  loss {loss.item():.6f}  closure called {calls} times")

with torch.no_grad():
    residual = model(t) - signal
print(f"largest residual {residual.abs().max().item():.4f}, noise was 0.02")
