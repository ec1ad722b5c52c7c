"""How sites are asked: which, how often, how patiently, and what of them is taken."""
