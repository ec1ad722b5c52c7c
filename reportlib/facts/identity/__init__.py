"""Whose report a document is, of which year, in which form; what it covers; and what is no such report."""
