"""Published figures that the model was fitted to, and others that it predicts: `python -m validation`."""
