"""Synthetic reports for tests and benchmarks: figures drawn so that the form's sums hold, printed as agencies print, in every format."""
