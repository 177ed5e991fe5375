"""Where the library is kept: the encrypted catalog, the vector index, keys, locks and jobs."""
