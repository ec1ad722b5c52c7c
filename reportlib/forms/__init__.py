"""The statutory forms as data: codes, printed labels, variants seen, units and rules, read from the TOML files in this folder."""

from __future__ import annotations

from reportlib.forms.labels import AXES as AXES
from reportlib.forms.labels import labels as labels
from reportlib.forms.labels import plain as plain
from reportlib.forms.loading import earlier_marks as earlier_marks
from reportlib.forms.loading import load_forms as load_forms
from reportlib.forms.loading import newest_form as newest_form
from reportlib.forms.types import Column as Column
from reportlib.forms.types import Form as Form
from reportlib.forms.types import Meaning as Meaning
from reportlib.forms.types import Row as Row
from reportlib.forms.types import Rule as Rule
from reportlib.forms.types import StatutoryTable as StatutoryTable
from reportlib.forms.types import Subtotal as Subtotal
