"""Invoices: drafts, issued documents, corrections and payments.

A draft (szkic) has no number and can be changed or deleted. An issued document (wystawiona) has a
number without gaps and never changes again: the database itself refuses. It is changed by a
correction (korekta), which keeps every line as it was before and as it is after; the last state of
the chain is what the client owes. Packages above bring plain lines; nothing is known of them here.
"""
