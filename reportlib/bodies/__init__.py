"""Who reports and where: the kinds of bodies, the table of divisions, and the place that a name tells."""
