"""The app in a browser, for `concviz serve`."""
