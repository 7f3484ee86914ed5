"""What a build leaves on disk: generations with their documents, the ledger, the cache, the lock.

May import the nouns, errors and `identity`; knows nothing of files to read, of backends or of
queries.
"""
