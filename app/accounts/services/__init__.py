"""The verbs of accounts: open and end sessions, invite, set passwords, deactivate."""
