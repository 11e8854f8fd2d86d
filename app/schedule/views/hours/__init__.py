"""Grafik › Lista godzin: people and days of a month, typed into like a spreadsheet."""
