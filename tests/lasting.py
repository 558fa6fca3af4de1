"""Rows of tables whose like is in the table already, and that take long: `make long` runs them."""

import pytest


def lasting(*values):
    """A row that only `make long` runs."""
    return pytest.param(*values, marks=pytest.mark.long)
