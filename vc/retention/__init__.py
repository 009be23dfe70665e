"""How long recordings are kept, who decides it, and how they go: bin, tombstone, vendor's copy."""
