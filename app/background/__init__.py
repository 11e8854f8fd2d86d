"""Background work: a job is a row written with its cause, workers run it, one scheduler plans.

The table is the truth; the queue only carries numbers of jobs to wake a worker, and what it
loses is found by the workers' sweep.
"""
