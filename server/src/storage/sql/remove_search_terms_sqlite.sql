DELETE FROM search_term WHERE rowid = $1
