"""How items are scheduled on workers: one file, one model, short enough for a slide; the app shows it to learners."""
