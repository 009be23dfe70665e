"""What `vc` sees of the vendors: frozen dataclasses, and the contracts as Protocols."""
