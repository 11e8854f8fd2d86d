"""Background work: jobs, planning, the pages, and real processes that are killed."""
