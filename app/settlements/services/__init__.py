"""The verbs of settlements; nothing here commits, the caller's transaction does.

``gathering`` reads what months are made from, ``employees`` and ``clients`` settle them one by one
or by the hundred through the same steps, ``invoicing`` makes invoices and corrections of them.
"""
