"""The networks that are rehearsed, a folder or a module each; `smmgen.rehearsal.registry` lists them."""
