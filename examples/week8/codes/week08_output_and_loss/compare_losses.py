"""같은 로짓에서 BCE와 MSE의 기울기(gradient)를 비교합니다.  python compare_losses.py"""

import torch
from torch.nn import functional as F

target = torch.tensor(1.0)
print("   z    BCE  dBCE/dz    MSE  dMSE/dz")
for value in (-6.0, -4.0, -2.0, 0.0, 2.0):
    z = torch.tensor(value, requires_grad=True)  # 직접 만든 leaf 텐서라서 필요합니다
    bce = F.binary_cross_entropy_with_logits(z, target)
    (bce_slope,) = torch.autograd.grad(bce, z)
    mse = F.mse_loss(torch.sigmoid(z), target)
    (mse_slope,) = torch.autograd.grad(mse, z)
    print(f"{value:4.0f} {bce.item():6.3f} {bce_slope.item():8.4f} {mse.item():6.3f} {mse_slope.item():8.4f}")
