"""How near a photo's code comes to the photo, and how soon: ours against the recipes that others published.

Every recipe searches with the same generator, on the same machine, for the same aligned face; judged by two figures
that none of them counts as time: dlib's distance, which no recipe lowers, and LPIPS at 256 px.
"""
