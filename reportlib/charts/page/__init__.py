"""What every chart stands on: page and style, what it may be asked for, titles, lettering, colours, axes, rows and panels."""
