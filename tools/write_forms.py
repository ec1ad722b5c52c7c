"""Writes docs/forms.md and docs/codes.md, and both in Chinese: the forms of 2008 to today side by side, and what each code means."""

from __future__ import annotations

from pathlib import Path

from reportlib.forms.forms_page import codes_page, forms_page

DOCS = Path(__file__).resolve().parent.parent / "docs"


def main() -> None:
    (DOCS / "forms.md").write_text(forms_page("en"), encoding="utf-8")
    (DOCS / "forms.zh-CN.md").write_text(forms_page("zh"), encoding="utf-8")
    (DOCS / "codes.md").write_text(codes_page("en"), encoding="utf-8")
    (DOCS / "codes.zh-CN.md").write_text(codes_page("zh"), encoding="utf-8")


if __name__ == "__main__":
    main()
