"""Users, groups and roles: who may log in, from where, and what they may do."""
