"""What `make bench` runs: ratios within one run, on this machine."""
