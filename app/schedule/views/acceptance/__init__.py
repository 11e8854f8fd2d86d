"""Grafik › Wpisy do akceptacji: reported hours beside the plan, to be accepted or sent back."""

from app.schedule.views.acceptance.page import AcceptanceView

__all__ = ["AcceptanceView"]
