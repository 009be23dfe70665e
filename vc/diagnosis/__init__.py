"""What this installation has and lacks, each with what to do: for a page, a command and probes."""
