"""The parts of the view model, each from the piece of the result that it shows."""
