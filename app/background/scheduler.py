"""``flask crm scheduler``: APScheduler keeps the time, a lease says which of several may plan.

Its jobs are declared in code and kept in memory: a store of APScheduler's would hold pickles,
and two schedulers on one store run everything twice. Here the database refuses the second.
"""

import threading

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import STATE_PAUSED
from flask import Flask

from app.background import registry
from app.background.enums import ProcessKind
from app.background.service import attempt, known_as, rounds, stop_on_signals
from app.background.services import planning
from app.background.services.processes import own_name
from app.core.clock import WARSAW

#: However late a tick comes it counts: it plans the newest period, or finds it planned.
_JOB_DEFAULTS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}


def schedule(app: Flask) -> None:
    """Plan what is due until told to stop; stand by while another scheduler leads."""
    stop = threading.Event()
    stop_on_signals(stop)
    clock = make_clock(app)
    with known_as(app, ProcessKind.scheduler) as beat:
        clock.start(paused=True)
        for _round in rounds(stop):
            attempt(app, beat)
            lead_or_stand_by(app, clock, own_name())
        clock.shutdown()
        attempt(app, lambda: planning.give_lease_up(own_name()))


def make_clock(app: Flask) -> BackgroundScheduler:
    """Return APScheduler with a job for all periodic work, not started."""
    clock = BackgroundScheduler(timezone=WARSAW, job_defaults=_JOB_DEFAULTS)
    for work in registry.periodics():
        clock.add_job(_tick, work.schedule.trigger(), args=(app, work.name), id=work.name)
    return clock


def _tick(app: Flask, name: str) -> None:
    attempt(app, lambda: planning.plan(name))


def lead_or_stand_by(app: Flask, clock: BackgroundScheduler, holder: str) -> None:
    """Keep the clock going while we hold the lease, and make up for what was missed before."""
    held: list[bool] = []
    attempt(app, lambda: held.append(planning.hold_lease(holder)))
    if not any(held):
        clock.pause()
    elif clock.state == STATE_PAUSED:
        attempt(app, planning.plan_everything)
        clock.resume()
