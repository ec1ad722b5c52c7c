"""The page of licences is that of what is installed, and nothing is installed that reportlib may not stand on."""

from __future__ import annotations

import sys

import pytest
import write_licences


@pytest.mark.skipif(sys.version_info[:2] != (3, 11) or sys.platform != "linux", reason="the page is of what Python 3.11 installs on Linux")
@pytest.mark.parametrize("name", write_licences.PAGES)
def test_the_pages_are_those_of_what_is_installed(name: str) -> None:
    """docs/licences.md and its Chinese twin are what tools/write_licences.py writes."""
    assert (write_licences.ROOT / "docs" / name).read_text(encoding="utf-8") == write_licences.page(name)


def test_every_package_states_a_licence_that_may_be_stood_on() -> None:
    """No package is without a licence, under the AGPL, or under the GPL without the L."""
    licences = {name: licence for name, licence, _, _ in write_licences.rows()}
    assert len(licences) > 150 and {"pandas", "lxml"} <= set(licences)
    assert not {name: licence for name, licence in licences.items() if licence == "not stated" or "AGPL" in licence or "Affero" in licence}
    assert not {name for name, licence in licences.items() if licence.startswith(("GPL", "GNU General"))}


def test_what_reportlib_needs_is_told_from_what_the_extras_and_tests_need() -> None:
    """A package is counted to the first that brings it in: reportlib, an extra, the tests."""
    use = {name: use for name, _, use, _ in write_licences.rows()}
    wanted = {"pandas": "reportlib", "jupyterlab": "extra notebooks", "dask": "extra cluster", "moto": "tests"}
    assert {name: use[name] for name in wanted} == wanted
