"""Reports of the months in which the settlements of this battery are."""

_MONTHS = "from=2096-02&to=2096-12&client={Client}"

PAGES = {
    "MarginReportView.index GET": (f"/reports/margin/?{_MONTHS}&group=everything", {}),
    "MarginReportView.export GET": (f"/reports/margin/export/csv?{_MONTHS}&group=everything", {}),
    "MarginReportView.clients GET": ("/reports/margin/clients?q=", {}),
    "SettlementReportView.index GET": (f"/reports/settlements/?{_MONTHS}", {}),
    "SettlementReportView.export GET": (f"/reports/settlements/export/csv?{_MONTHS}", {}),
}
