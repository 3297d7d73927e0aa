"""What can be worked out about tensors and data when asked: shapes, types, gradients, devices, spreads, origins."""
