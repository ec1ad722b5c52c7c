"""Document x Form -> printed lines: which row of which table each is, and under which column its figures stand."""
