"""What scripts/bench-service measures `burhan serve` with: processes, forms of running them, load, measurements."""
