"""The networks that are rehearsed: a folder or a module each, which ends with its `STAGE`."""
