"""Sections -> Mentions: what the figures in the prose count, and of whom and when."""
