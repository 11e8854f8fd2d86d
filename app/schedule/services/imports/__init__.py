"""The way of a file of hours into the schedule, and back.

``uploading`` keeps the file and finds its layout; ``staging`` reads it and finds out whose hours
these are (``matching``); ``examining`` checks them against all that is known; ``checking`` is both
as a dry run; ``writing`` brings them in, chunk by chunk; ``reverting`` takes them back.
"""
