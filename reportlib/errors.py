"""What can go wrong with an input, each as one line: the file, the place, what was expected, what was there, what to do."""

from __future__ import annotations


class ReportError(Exception):
    """An input that cannot be used; its text is one clear line for the person who supplied it."""

    def __init__(self, problem: str, *, source: str = "", place: str = "", expected: str = "", found: str = "", remedy: str = "") -> None:
        self.problem = problem
        self.source = source
        self.place = place
        self.expected = expected
        self.found = found
        self.remedy = remedy
        super().__init__(problem)

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.source, self.place) if part)
        return f"{where}: {self.reason}" if where else self.reason

    @property
    def reason(self) -> str:
        """The same line without the file and place, for tables that hold those in columns of their own."""
        details = [self.problem]
        if self.expected:
            details.append(f"expected {self.expected}")
        if self.found:
            details.append(f"found {self.found}")
        if self.remedy:
            details.append(self.remedy)
        return "; ".join(details)


class UnreadableFile(ReportError):
    """The bytes are not what any reader can open: empty, binary under a text name, damaged or encrypted."""


class NotAReport(ReportError):
    """The file opens, but holds no yearly disclosure report."""


class LimitExceeded(ReportError):
    """The file is larger, deeper or slower than the stated limits allow."""


class MissingDependency(ReportError):
    """Reading this needs an optional package or program; the remedy names it."""


class UsageError(ReportError):
    """A call or command that cannot be carried out as asked."""


class InvalidForm(ReportError):
    """A file of forms/ that says what no form can; told with file, line and key when the forms are loaded."""


class DamagedDataset(ReportError):
    """Tables that were built are missing, torn, changed by hand, or of another release."""
