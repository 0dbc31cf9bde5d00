"""What every rehearsed network stands on: the server, its memory, faults to order, and the page of what was posted."""
