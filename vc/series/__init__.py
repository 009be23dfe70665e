"""Sessions that repeat: booked together, changed together, suspended and resumed."""
