"""ENFORCE: hold a resolved product to the governance of its platform."""
