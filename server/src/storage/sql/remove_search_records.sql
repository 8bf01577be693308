DELETE FROM search_record WHERE space = $1
