"""Reports of what is shown to others, and what moderators decide about them."""
