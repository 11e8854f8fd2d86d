"""Reports: sums over what was settled, as a chart, a table and a file."""
