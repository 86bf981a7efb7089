"""StyleGAN (Karras et al. 2019, arXiv:1812.04948) as NVIDIA's TensorFlow 1 code defines it."""
