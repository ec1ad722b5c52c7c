"""The labelled sentences: how well metrics are told, and how surely prose is held against tables."""

import pytest
from labelled import Tally, sentences, tally


@pytest.fixture(scope="module", params=["tuned", "held"])
def counted(request: pytest.FixtureRequest) -> Tally:
    """The counts over one part of the labelled sentences."""
    return tally(sentences(request.param))


def test_there_are_enough_labelled_sentences() -> None:
    """At least four hundred sentences bear labels, a third of them held out."""
    assert len(sentences()) >= 400
    assert len(sentences("held")) * 3 >= len(sentences()) - 3


def test_no_true_sentence_is_held_to_contradict_a_table(counted: Tally) -> None:
    """Nothing fails against the tables that a reader would not call a contradiction."""
    assert counted.false_alarms == 0


def test_metrics_are_precise(counted: Tally) -> None:
    """Of the figures given a metric, at least 97 in 100 have the right one."""
    assert counted.precision >= 0.97


def test_statutory_quantities_are_found(counted: Tally) -> None:
    """Of the figures of what the statutory tables count, at least 98 in 100 are found under their metric."""
    assert counted.statutory_recall >= 0.98


def test_contradictions_and_agreements_are_told(counted: Tally) -> None:
    """Of the figures that a table confirms or denies, at least 95 in 100 are told so."""
    assert counted.comparison_recall >= 0.95
