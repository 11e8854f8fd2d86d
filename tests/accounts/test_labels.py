"""What FAB declares is called by words of the product."""

import pytest

from app.core.audit.labels import field_label


@pytest.mark.parametrize(
    ("entity", "key", "label"),
    [("Account", "groups", "Grupy"), ("Account", "roles", "Role"), ("Group", "roles", "Role")],
)
def test_the_event_log_names_relations_of_fab(app, entity, key, label):
    with app.test_request_context():
        assert field_label(entity, key) == label
