"""Two parents' photos in, their child's face out. A library and a command line; knows nothing of any website."""
