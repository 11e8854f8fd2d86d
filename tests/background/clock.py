"""Turning the clock on."""

from datetime import timedelta

import time_machine

from app.core.clock import now


def later(**span):
    return time_machine.travel(now() + timedelta(**span))
