"""Views are shared by all threads; what one request filters by is nobody else's."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.accounts.roles import ADMINISTRATOR
from tests.factories.clients import ClientFactory, ContactFactory
from tests.support.pages import column_of

THREADS, ROUNDS = 8, 6


@pytest.mark.slow
def test_filters_parents_and_orders_of_eight_threads_never_mix(app, login_as, db):
    admin = login_as(ADMINISTRATOR)
    plans = []
    for number in range(THREADS):
        client = ClientFactory(name=f"Firma {number}", payment_days=number)
        ContactFactory(client=client, last_name=f"Osoba {number}")
        plans.append((number, client.id))
    db.session.commit()
    cookie = admin.get_cookie("session").value
    barrier = Barrier(THREADS)

    def work(number, pk):
        browser = app.test_client()
        browser.set_cookie("session", cookie)
        seen = []
        for turn in range(ROUNDS):
            barrier.wait()
            if (number + turn) % 2:
                url = f"/clients/list/?_flt_0_payment_days={number}"
            else:
                url = f"/contacts/list/?_rel_client={pk}&_oc_ContactView=name&_od_ContactView=desc"
            seen += column_of(browser.get(url).text)
        return set(seen)

    with ThreadPoolExecutor(THREADS) as pool:
        found = [task.result() for task in [pool.submit(work, *plan) for plan in plans]]
    assert found == [{f"Firma {n}", f"Łucja Osoba {n}"} for n in range(THREADS)]
