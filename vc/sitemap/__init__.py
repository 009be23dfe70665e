"""What search engines are told: which pages there are for everybody, and which are not theirs."""
