import torch
import torch.nn as nn
import torch.nn.functional as F
class Net(nn.Module):
    def __init__(self, activation="relu", final="softmax"):
        super().__init__()
        self.fc1 = nn.Linear(16, 32)
        self.fc2 = nn.Linear(32, 5)
        self.act = getattr(F, activation)
        self.final = getattr(F, final)
    def forward(self, batch):
        h = self.act(self.fc1(batch["x"]))
        logits = self.fc2(h)
        probs = self.final(logits, dim=-1)
        return {"logits": logits, "probs": probs}
def compute_loss(outputs, targets, weights=None):
    return F.cross_entropy(outputs["probs"], targets, weight=weights)
net = Net()
optimizer = torch.optim.SGD(net.parameters(), 0.1)
for _ in range(50):
    batch = {"x": torch.randn(8, 16), "y": torch.randint(0, 5, (8,))}
    optimizer.zero_grad()
    loss = compute_loss(net(batch), batch["y"])
    loss.backward()
    optimizer.step()
