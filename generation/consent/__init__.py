"""What every place shares where people say yes or no: the texts shown, the answers, and what they allow."""
