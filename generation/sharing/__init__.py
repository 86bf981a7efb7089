"""Links that show pictures of children to others, for as long as both parents agree."""
