"""The rules as data: each with its severity, its sentences in both languages and its formula, and the findings made of them."""
