"""Programs that measure the product; each prints what docs/benchmarks.md says."""
