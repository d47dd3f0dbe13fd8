"""Below every floor: how things are said, whoever says them."""
