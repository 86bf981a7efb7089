"""How alike two pictures look: VGG16 features, LPIPS on top of them, and a face embedding with gradients."""
