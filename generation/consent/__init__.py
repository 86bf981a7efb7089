"""What is shared by every place where people say yes or no: the words that were shown, and the link to say it by."""
