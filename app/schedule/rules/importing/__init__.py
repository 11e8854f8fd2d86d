"""Hours from files of other people: which column is what, and what each cell says.

Pure. ``app.schedule.reading`` opens files and yields ``RawRow``s. ``layouts.recognise`` finds the
header among the first of them; its ``Layout`` may be corrected by the user and is remembered as
plain data. ``rows.read_hours`` then yields, in the order of the sheet and without holding more
than one row, an ``HoursRow`` for what can be entered and a ``BadRow`` for what cannot.
"""
