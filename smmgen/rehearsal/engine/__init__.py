"""The code shared by all rehearsed networks: the server, its state, fault injection, the page of what was posted."""
