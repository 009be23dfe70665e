"""How long recordings are kept, the bin, and the copies at vendors."""
