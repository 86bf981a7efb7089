"""Perceptual similarity of two pictures: VGG16 features, LPIPS on top of them, and a face embedding with gradients."""
