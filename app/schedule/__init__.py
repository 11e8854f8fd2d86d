"""The schedule (Grafik): who worked from when to when, and as which kinds of rate that counts.

A shift counts for the day on which it begins; it is a stretch of real time, so a night in which
the clocks go back has nine hours. A split (podział) gives every worked minute to one kind of rate.
"""
