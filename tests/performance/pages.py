"""The pages whose cost is held: name -> address."""

_ORDER = "_oc_ClientView={}&_od_ClientView={}"

#: Their bytes are the same at any size: the first and the last clients never change.
EQUAL_PAGES = {
    "clients": "/clients/list/",
    "clients, last page": "/clients/list/?after=last",
    "clients, by name backwards": f"/clients/list/?{_ORDER.format('name', 'desc')}",
    "clients, oldest first": f"/clients/list/?{_ORDER.format('client_since', 'asc')}",
    "clients, newest first": f"/clients/list/?{_ORDER.format('client_since', 'desc')}",
    "clients, in zloty": "/clients/list/?_flt_0_currency=PLN",
    "clients, found": "/clients/list/?q=swietlik",
    "clients, nothing found": "/clients/list/?q=nikogo+takiego",
    "palette": "/palette/search?q=swietlik",
    "client": "/clients/show/1",
    "client, preview": "/clients/show/1?_panel=1",
    "client, form": "/clients/edit/1",
    "contacts of a client": "/contacts/list/?_rel_client=1",
    "addresses of a client": "/addresses/list/?_rel_client=1",
}

#: The rows differ from size to size, the statements do not.
PAGES = EQUAL_PAGES | {
    "start": "/",
    "contacts": "/contacts/list/",
    "addresses": "/addresses/list/",
    "clients, first created": f"/clients/list/?{_ORDER.format('created_on', 'asc')}",
    "clients, last changed": f"/clients/list/?{_ORDER.format('changed_on', 'desc')}",
    "clients, by payment days": f"/clients/list/?{_ORDER.format('payment_days', 'desc')}",
    "clients with a tag": "/clients/list/?_flt_0_tags=9001",
    "clients of a guardian": "/clients/list/?_flt_0_guardians=9001",
    "clients, a rare word": "/clients/list/?q=zolwin",
    "clients, two words": "/clients/list/?q=hotel+baltyk",
    "palette, many hits": "/palette/search?q=hotel",
    "palette, two letters": "/palette/search?q=ho",
    "options of a relation": "/clients/options/payer?q=hotel",
}
