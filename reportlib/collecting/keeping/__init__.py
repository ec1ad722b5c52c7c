"""How what came is kept: under which names, noted where, and told in manifest.csv."""
