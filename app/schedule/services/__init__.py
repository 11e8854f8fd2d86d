"""The verbs of the schedule; nothing here commits, the caller's transaction does.

``entries`` writes what was planned and worked, ``deciding`` accepts and rejects, ``splitting``
gives accepted time to kinds of rates, ``book`` checks entries against everything else that is
known of their people, ``months`` closes and opens months.
"""
