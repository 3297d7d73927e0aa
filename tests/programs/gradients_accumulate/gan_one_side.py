import torch
import torch.nn as nn

torch.manual_seed(0)
latent_dim, batch_size = 4, 64


def real_samples(n):
    """원 위의 점들 (약간의 잡음)"""
    angle = torch.rand(n) * 2 * torch.pi
    return torch.stack([angle.cos(), angle.sin()], dim=1) + 0.05 * torch.randn(n, 2)


generator = nn.Sequential(nn.Linear(latent_dim, 32), nn.ReLU(), nn.Linear(32, 2))
discriminator = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))

criterion = nn.BCEWithLogitsLoss()
optimizer_G = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.999))
optimizer_D = torch.optim.Adam(discriminator.parameters(), lr=1e-3, betas=(0.5, 0.999))

real_label = torch.ones(batch_size, 1)
fake_label = torch.zeros(batch_size, 1)

for step in range(1, 401):
    # ---- 판별자 학습 ----
    real = real_samples(batch_size)
    noise = torch.randn(batch_size, latent_dim)
    fake = generator(noise)
    loss_real = criterion(discriminator(real), real_label)
    loss_fake = criterion(discriminator(fake.detach()), fake_label)
    loss_D = loss_real + loss_fake
    loss_D.backward()
    optimizer_D.step()

    # ---- 생성자 학습 ----
    optimizer_G.zero_grad()
    loss_G = criterion(discriminator(fake), real_label)
    loss_G.backward()
    optimizer_G.step()

    if step % 80 == 0:
        with torch.no_grad():
            radius = generator(torch.randn(500, latent_dim)).norm(dim=1)
        print(f"step {step}: D {loss_D.item():.4f}  G {loss_G.item():.4f}  "
              f"radius {radius.mean().item():.3f} +- {radius.std().item():.3f}")
