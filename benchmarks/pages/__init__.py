"""Search pages a second, ours and Datasette's over the same passages."""
