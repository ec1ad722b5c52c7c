"""Facts x rules -> Findings: the sums of the form, the cell behind broken ones, and the prose against the tables."""
