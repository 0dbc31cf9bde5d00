"""What a branch changes, as rendered: both sides are made from git's objects, compared, and reported."""
