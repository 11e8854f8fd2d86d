"""What only a browser can tell: keyboard, scripts, contrast, the way through several pages."""
