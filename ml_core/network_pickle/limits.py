"""Limits on a file, beside the values of NVIDIA's own files. Everything but the arrays stays below some 100 MB."""

from __future__ import annotations

# FFHQ's (G, D, Gs) has 325 MB, the largest of StyleGAN 2 some 380 MB.
MAX_FILE_BYTES = 2 << 30

# About 9,000 for 330 arrays, 11,000 in protocol 2. Each makes one small object at most, which bounds memory and time.
MAX_OPCODES = 200_000

# Python's pickler hands lists and dicts over in batches of 1000.
MAX_STACK = 10_000

# Marks that wait for their end at once: tuple, state, list of variables, array's state and dtype's state make 8.
MAX_OPEN_MARKS = 64

# Names of variables have up to 40 characters, of modules up to 30.
MAX_NAME = 200

# One value of a static kwarg, such as "tf_nets.networks.G_style".
MAX_TEXT_BYTES = 4096

# All text that is decoded. The module's source, of some 40 KB per network, is not.
MAX_TEXT_BYTES_IN_ALL = 4 << 20

# Kernels have 4 dims. The product of so few 32-bit numbers is cheap to form.
MAX_DIMS = 8

# The largest kernel, 3x3x512x512, has 2.4 million numbers. This is 256 MiB.
MAX_ELEMENTS = 1 << 26

# G, D and Gs with two components each make 7.
MAX_NETWORKS = 64
MAX_COMPONENT_DEPTH = 4
MAX_VARIABLES = 5000

# Static kwargs: some 30 values, the deepest a list of three numbers.
MAX_VALUES = 10_000
MAX_VALUE_DEPTH = 8
