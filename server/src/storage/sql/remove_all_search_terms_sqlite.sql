DELETE FROM search_term WHERE rowid IN (SELECT place FROM search_record WHERE space = $1)
