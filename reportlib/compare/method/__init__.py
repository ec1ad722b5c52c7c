"""What a comparison must hold to be said: whose figures are like, what moved beyond chance, and which reports cover a place once."""

from __future__ import annotations
