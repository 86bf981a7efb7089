"""What says of a picture that it was made by a computer: words in it, metadata, and an invisible mark."""
