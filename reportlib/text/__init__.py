"""Printed Chinese as computers need it: bytes to text, labels to keys, cells to numbers, prose to quantities."""
