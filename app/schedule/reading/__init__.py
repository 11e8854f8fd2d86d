"""Opens files of hours and yields their rows; knows nothing of what the columns mean.

``opening.open_table(path)`` takes XLSX and CSV of up to 20 MB and tells which by their content.
"""
