"""The pages about mentions."""

from write_mentions import FILES, ROOT, pages


def test_the_pages_are_as_declared_and_measured() -> None:
    """docs/mentions.md and its Chinese twin are what tools/write_mentions.py writes, shares included."""
    assert {language: ROOT.joinpath("docs", file).read_text("utf-8") for language, file in FILES.items()} == pages()
