"""Meta, pretended: Graph for a Page and an Instagram account."""
