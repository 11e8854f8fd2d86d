"""A large agency beside the story: rows computed from (seed, table, number), loaded in bulk.

Any row can be made alone, in any order, and is the same on both databases.
"""
