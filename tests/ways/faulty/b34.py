import torch
def init(shape): return torch.randn(shape, requires_grad=True)
params = {"w": init((3, 1)), "b": torch.zeros(1, requires_grad=True)}
X = torch.randn(100, 3); y = X @ torch.tensor([[1.], [2.], [3.]])
lr = 0.1
for step in range(100):
    loss = ((X @ params["w"] + params["b"] - y) ** 2).mean()
    loss.backward()
    for k in params:
        params[k] = params[k] - lr * params[k].grad
